"""Kurenlahden Kisailijat ry: a sports club with a chart of its own in a spreadsheet, event by event."""

from generator.journal import Journal, cents, share

ACCOUNTS = {
    "0010": "Käyttötili", "0020": "Turnaustili", "0030": "Käteiskassa", "0040": "Kausimaksusaamiset", "0050": "Maalit ja kalusto",
    "0060": "Aiempien vuosien ylijäämä", "0070": "Maksamattomat laskut", "0080": "Ohjaajien verot ja maksut",
    "0090": "Ensi kauden maksut ennakkoon",
    "0100": "Jäsenmaksut", "0110": "Kausimaksut", "0120": "Kaupungin toiminta-avustus", "0130": "Yhteistyökumppanit",
    "0140": "Kevätturnaus", "0150": "Syysturnaus", "0160": "Kesäleiri", "0170": "Kahvio", "0180": "Seura-asut",
    "0200": "Ohjaajien palkkiot", "0210": "Ohjaajien sivukulut", "0220": "Kenttä- ja salivuorot",
    "0230": "Sarja- ja lisenssimaksut", "0240": "Tuomarit", "0250": "Pelimatkat", "0260": "Pallot ja välineet",
    "0300": "Toimisto ja viestintä", "0310": "Pankki", "0320": "Hallituksen kokoukset", "0330": "Vakuutukset", "0340": "Poistot",
    "0350": "Korot",
    "0900": "Talkootunnit", "0910": "Talkootuntien vastatili",
}  # fmt: skip

OPENING = {
    "0010": "9 846,20", "0020": "1 120,00", "0030": "208,50", "0040": "1 350,00", "0050": "5 600,00",
    "0060": "-15 632,30", "0070": "-1 140,00", "0080": "-302,40", "0090": "-1 050,00",
}  # fmt: skip

YEAR_OF_EVENTS = [
    ("3.1.", "Ennakkoon maksetut kausimaksut tuloutetaan", "0090", "0110", "1 050,00"),
    ("9.1.", "Salivuorot loka–joulukuu 2024", "0070", "0010", "1 140,00"),
    ("12.1.", "Verot ja maksut joulukuulta", "0080", "0010", "302,40"),
    ("15.1.", "Syyskauden maksut, myöhässä tulleet", "0010", "0040", "1 200,00"),
    ("28.1.", "Sarjamaksut talvikausi", "0230", "0010", "1 860,00"),
    ("4.2.", "Lisenssit 64 kpl", "0230", "0010", "2 304,00"),
    ("11.2.", "Pallot 40 kpl ja liivit", "0260", "0010", "1 138,00"),
    ("20.2.", "Vuosikokouksen kahvit", "0320", "0010", "86,40"),
    ("5.3.", "Kaupungin toiminta-avustus", "0010", "0120", "5 200,00"),
    ("14.3.", "Yhteistyösopimus, Lahden Betoni", "0010", "0130", "2 000,00"),
    ("14.3.", "Yhteistyösopimus, Kurenlahden Apteekki", "0010", "0130", "800,00"),
    ("2.4.", "Siirto turnaustilille", "0020", "0010", "1 500,00"),
    ("8.4.", "Kevätturnaus, ilmoittautumiset 22 joukkuetta", "0020", "0140", "3 300,00"),
    ("12.4.", "Kevätturnaus, tuomarit", "0140", "0020", "1 240,00"),
    ("12.4.", "Kevätturnaus, hallivuokra", "0140", "0020", "1 680,00"),
    ("13.4.", "Kevätturnaus, palkinnot", "0140", "0020", "412,00"),
    ("13.4.", "Kevätturnaus, ensiapupäivystys", "0140", "0020", "300,00"),
    ("13.4.", "Kevätturnauksen kahvio", "0030", "0170", "1 486,50"),
    ("14.4.", "Kahvion ostot, tukku", "0170", "0010", "622,18"),
    ("15.4.", "Kahviokassa pankkiin", "0010", "0030", "1 400,00"),
    ("24.4.", "Pelimatka, bussi Nurmiharjulle", "0250", "0010", "640,00"),
    ("6.5.", "Sarjamaksut kesäkausi", "0230", "0010", "2 140,00"),
    ("13.5.", "Pelipaidat 48 kpl", "0180", "0010", "1 968,00"),
    ("20.5.", "Pelipaitojen myynti jäsenille", "0010", "0180", "1 620,00"),
    ("27.5.", "Kesäleiri, leirimaksut", "0010", "0160", "4 560,00"),
    ("9.6.", "Kesäleiri, majoitus ja ruoka", "0160", "0010", "2 870,00"),
    ("10.6.", "Kesäleiri, ohjaajien palkkiot laskulla", "0160", "0010", "900,00"),
    ("11.6.", "Kesäleiri, kuljetus", "0160", "0010", "480,00"),
    ("17.6.", "Tapaturma- ja vastuuvakuutus", "0330", "0010", "486,00"),
    ("28.6.", "Kurenlahti-päivän kahvio", "0030", "0170", "734,00"),
    ("30.6.", "Kahvion ostot, tukku", "0170", "0030", "268,40"),
    ("1.7.", "Kahviokassa pankkiin", "0010", "0030", "400,00"),
    ("19.8.", "Pelimatka, kimppakyytien kilometrit", "0250", "0010", "372,80"),
    ("2.9.", "Syysturnaus, ilmoittautumiset 14 joukkuetta", "0020", "0150", "2 100,00"),
    ("13.9.", "Syysturnaus, tuomarit", "0150", "0020", "980,00"),
    ("13.9.", "Syysturnaus, hallivuokra", "0150", "0020", "1 680,00"),
    ("14.9.", "Syysturnaus, palkinnot", "0150", "0020", "348,00"),
    ("14.9.", "Syysturnauksen kahvio", "0030", "0170", "868,00"),
    ("15.9.", "Kahvion ostot, tukku", "0170", "0030", "391,55"),
    ("16.9.", "Kahviokassa pankkiin", "0010", "0030", "500,00"),
    ("23.9.", "Pienet maalit, 2 kpl", "0260", "0010", "498,00"),
    ("7.10.", "Salivuorojen varausmaksut syyskausi", "0220", "0020", "1 960,00"),
    ("21.10.", "Pelimatka, bussi Salmenrantaan", "0250", "0010", "720,00"),
    ("11.11.", "Hallituksen suunnittelupäivä", "0320", "0010", "164,00"),
    ("25.11.", "Yhteistyösopimus, Kuren Konehuolto", "0010", "0130", "600,00"),
    ("2.12.", "Seura-asujen myynti, lapaset ja pipot", "0010", "0180", "388,00"),
    ("3.12.", "Pipot ja lapaset", "0180", "0010", "246,00"),
    ("20.12.", "Kevätkauden kausimaksuja ennakkoon", "0010", "0090", "900,00"),
    ("31.12.", "Turnaustilin luottokorko", "0350", "0020", "11,32"),
    ("31.12.", "Talletuskorko", "0010", "0350", "22,80"),
    ("31.12.", "Poisto maaleista ja kalustosta", "0340", "0050", "1 400,00"),
    ("31.12.", "Salivuorot loka–joulukuu, lasku tammikuussa", "0220", "0070", "1 260,00"),
    ("31.12.", "Syyskauden maksamatta olevat kausimaksut", "0040", "0110", "780,00"),
]

# day, number of payments, euros each
FEES = [
    ("20.1.", 46, "0110", "90,00"), ("27.1.", 31, "0110", "90,00"), ("3.2.", 12, "0110", "90,00"), ("17.2.", 5, "0110", "90,00"),
    ("10.3.", 58, "0100", "20,00"), ("17.3.", 34, "0100", "20,00"), ("24.3.", 22, "0100", "20,00"), ("14.4.", 9, "0100", "20,00"),
    ("8.9.", 51, "0110", "75,00"), ("15.9.", 28, "0110", "75,00"), ("22.9.", 14, "0110", "75,00"), ("6.10.", 6, "0110", "75,00"),
]  # fmt: skip
COACHES = {1: "720,00", 2: "760,00", 3: "760,00", 4: "680,00", 5: "540,00", 9: "700,00", 10: "760,00", 11: "760,00", 12: "480,00"}
REFEREES = "140,00|175,00|210,00|175,00|245,00|||105,00|210,00|175,00|175,00|"
BANK = "11,40|10,80|12,60|18,20|11,00|13,40|9,80|9,80|16,20|12,40|11,60|12,00"
HALLS = {3: "1 090,00", 6: "640,00"}
VOLUNTEER_HOURS = {4: "1 840,00", 6: "620,00", 9: "1 410,00", 12: "380,00"}


def journal() -> Journal:
    """The year 2025; the opening balances are a voucher of the sheet."""
    book = Journal(ACCOUNTS)
    book.post("1.1.", "Tilinavaus", ((account, cents(euros), "") for account, euros in OPENING.items()))
    book.simple([(*row, "") for row in YEAR_OF_EVENTS])
    for day, count, account, euros in FEES:
        amount = count * cents(euros)
        book.post(day, f"{ACCOUNTS[account]}, {count} kpl", (("0010", amount, ""), (account, -amount, "")))
    for month, euros in enumerate(REFEREES.split("|"), start=1):
        if euros:
            book.simple([(f"26.{month}.", "Sarjapelien tuomarit", "0240", "0010", euros, "")])
    for month, euros in HALLS.items():
        book.simple([(f"30.{month}.", "Salivuorot", "0220", "0010", euros, "")])
    for month, euros in VOLUNTEER_HOURS.items():
        book.simple([(f"30.{month}.", "Talkootunnit, laskennallinen arvo 15 €/h", "0900", "0910", euros, "")])
    book.monthly(6, "Jäsenrekisteri ja kotisivut", "0300", "0010", "42,90")
    book.monthly(27, "Pankin palvelumaksut", "0310", "0010", BANK)
    _coaches(book)
    return book


def _coaches(book: Journal) -> None:
    """Coaches' fees with tax withheld and the employer's health insurance contribution; paid over in the next month."""
    for month, euros in COACHES.items():
        gross = cents(euros)
        tax, health = share(gross, 1100), share(gross, 187)
        pay = (("0200", gross, ""), ("0010", tax - gross, ""), ("0080", -tax, ""))
        book.post(f"24.{month}.", f"Ohjaajien palkkiot {month}/2025", pay)
        book.post(f"24.{month}.", f"Palkkioiden sivukulut {month}/2025", (("0210", health, ""), ("0080", -health, "")))
        if month < 12:
            owed = tax + health
            book.post(f"12.{month + 1}.", f"Verot ja maksut {month}/2025", (("0080", owed, ""), ("0010", -owed, "")))
