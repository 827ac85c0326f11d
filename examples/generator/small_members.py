"""Three small members: a foundation with a named fund, a Swedish local heritage society, and a club that sends only sums."""

from generator.journal import Journal, cents

# --- Lumivaaran säätiö sr: its own plain chart; the fund is a column of the export ---
FUND = "Aino Lumivaaran rahasto"
FOUNDATION = {
    "1200": "Osakkeet", "1900": "Pankkitili", "2000": "Peruspääoma", "2050": FUND, "2200": "Edellisten tilikausien ylijäämä",
    "2900": "Siirtovelat", "3100": "Osingot", "3200": "Lahjoitukset", "4100": "Asiamiehen palkkiot", "4300": "Jaetut apurahat",
    "4350": "Avustukset jäsenjärjestöille", "4500": "Tilintarkastus", "4600": "Hallituksen kokoukset", "4700": "Pankkikulut",
    "5100": "Rahaston muutos",
}  # fmt: skip
FOUNDATION_OPENING = {
    "1200": "182 400,00", "1900": "14 226,35", "2000": "-50 000,00", "2050": "-46 500,00",
    "2200": "-99 506,35", "2900": "-620,00",
}  # fmt: skip
FOUNDATION_YEAR = [
    ("14.1.", "Tilintarkastus 2024, jaksotettu", "2900", "1900", "620,00", ""),
    ("3.2.", "Asiamiehen palkkio, kevät", "4100", "1900", "1 800,00", ""),
    ("20.3.", "Osingot, metsäyhtiö", "1900", "3100", "6 420,00", ""),
    ("4.4.", "Osingot, pankki", "1900", "3100", "3 118,50", FUND),
    ("17.4.", "Lahjoitus rahastoon, Lumivaaran suku", "1900", "3200", "2 000,00", FUND),
    ("15.5.", "Hallituksen kokous, matkat ja tarjoilu", "4600", "1900", "214,80", ""),
    ("2.6.", "Apuraha, kotiseutututkimus", "4300", "1900", "2 500,00", FUND),
    ("2.6.", "Apuraha, nuorten kuvataide", "4300", "1900", "1 500,00", FUND),
    ("9.6.", "Avustus, Koskelan Kyläkerho ry", "4350", "1900", "400,00", ""),
    ("1.9.", "Asiamiehen palkkio, syksy", "4100", "1900", "1 800,00", ""),
    ("6.10.", "Avustus, Sandnäs Hembygdsförening rf", "4350", "1900", "1 200,00", ""),
    ("11.11.", "Hallituksen kokous", "4600", "1900", "168,20", ""),
    ("31.12.", "Pankkikulut", "4700", "1900", "96,40", ""),
    ("31.12.", "Tilintarkastus 2025, jaksotus", "4500", "2900", "640,00", ""),
    ("31.12.", "Rahaston muutos", "5100", "2050", "1 118,50", FUND),
]

# --- Sandnäs Hembygdsförening rf: the Swedish BAS chart ---
HERITAGE = {
    "1220": "Inventarier", "1910": "Kassa", "1930": "Bankkonto", "2091": "Balanserat resultat", "2440": "Leverantörsskulder",
    "3010": "Deltagaravgifter", "3210": "Kaffeförsäljning", "3890": "Medlemsavgifter", "3985": "Kommunbidrag",
    "3989": "Stiftelsebidrag", "4010": "Inköp av varor", "5010": "Lokalhyra", "5020": "El", "6110": "Kontorsmaterial",
    "6310": "Försäkringar", "6570": "Bankkostnader", "7832": "Avskrivningar på inventarier",
}  # fmt: skip
HERITAGE_OPENING = {"1220": "1 600,00", "1910": "84,00", "1930": "5 306,12", "2091": "-6 742,12", "2440": "-248,00"}
HERITAGE_YEAR = [
    ("10.1.", "El, december", "2440", "1930", "248,00", ""),
    ("3.2.", "Hyra för arkivet, vår", "5010", "1930", "450,00", ""),
    ("24.2.", "Medlemsavgifter 96 st", "1930", "3890", "1 920,00", ""),
    ("17.3.", "Medlemsavgifter 21 st", "1930", "3890", "420,00", ""),
    ("2.4.", "Kommunens verksamhetsbidrag", "1930", "3985", "1 500,00", ""),
    ("14.5.", "Släktforskningskurs, deltagare", "1930", "3010", "760,00", ""),
    ("20.6.", "Midsommarkaffe", "1910", "3210", "612,40", ""),
    ("21.6.", "Inköp till midsommarkaffet", "4010", "1910", "188,35", ""),
    ("23.6.", "Kassan till banken", "1930", "1910", "400,00", ""),
    ("1.8.", "Hyra för arkivet, höst", "5010", "1930", "450,00", ""),
    ("11.8.", "Försäkring av museet", "6310", "1930", "386,00", ""),
    ("6.10.", "Bidrag från Lumivaaran säätiö", "1930", "3989", "1 200,00", ""),
    ("8.11.", "Arkivkartonger", "6110", "1930", "274,60", ""),
    ("31.12.", "Bankavgifter", "6570", "1930", "58,80", ""),
    ("31.12.", "El, december", "5020", "2440", "262,00", ""),
    ("31.12.", "Avskrivning 25 %", "7832", "1220", "400,00", ""),
]

# --- Koskelan Kyläkerho ry: a micro-association; nothing but a list of sums leaves its notebook ---
CLUB = {
    "100": "Pankkitili", "200": "Oma pääoma", "300": "Jäsenmaksut", "310": "Kahvit ja arpajaiset", "320": "Säätiön avustus",
    "400": "Kerhoiltojen kulut", "410": "Arpajaisten kulut", "420": "Pankki ja posti",
}  # fmt: skip
CLUB_OPENING = {"100": "1 218,44", "200": "-1 218,44"}
CLUB_YEAR = [
    ("1.3.", "Jäsenmaksut 34 kpl", "100", "300", "340,00", ""),
    ("30.4.", "Vappukahvit ja arpajaiset", "100", "310", "286,50", ""),
    ("30.4.", "Arpajaisten palkinnot", "410", "100", "64,20", ""),
    ("9.6.", "Lumivaaran säätiön avustus", "100", "320", "400,00", ""),
    ("30.11.", "Kerhoiltojen tarvikkeet ja tarjoilu", "400", "100", "511,75", ""),
    ("12.12.", "Joulumyyjäiset", "100", "310", "198,00", ""),
    ("31.12.", "Pankki ja posti", "420", "100", "71,30", ""),
]


def _journal(accounts: dict[str, str], opening: dict[str, str], table: list[tuple[str, str, str, str, str, str]]) -> Journal:
    book = Journal(accounts, {account: cents(euros) for account, euros in opening.items()})
    book.simple(table)
    return book


def foundation() -> Journal:
    """Lumivaaran säätiö, the year 2025."""
    return _journal(FOUNDATION, FOUNDATION_OPENING, FOUNDATION_YEAR)


def heritage() -> Journal:
    """Sandnäs Hembygdsförening, the year 2025."""
    return _journal(HERITAGE, HERITAGE_OPENING, HERITAGE_YEAR)


def club() -> Journal:
    """Koskelan Kyläkerho, the year 2025."""
    return _journal(CLUB, CLUB_OPENING, CLUB_YEAR)
