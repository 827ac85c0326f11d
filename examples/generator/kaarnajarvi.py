"""Kaarnajärven Omaishoitajat ry: a grant-funded employer on the association chart of Kitsas, with cost centres."""

from generator.journal import Journal, cents, share

SUPPORT, PEERS, OUTINGS = "Omaishoidon tuki", "Vertaistoiminta", "Virkistys"
OFFICE, MONEY, SHARED = "Hallinto", "Varainhankinta", "Yhteiset"

ACCOUNTS = {
    "1160": "Koneet ja kalusto 25%", "1770": "Siirtosaamiset", "1900": "Käteisvarat", "1910": "Pankkitili",
    "2450": "Edellisten tilikausien ylijäämä/alijäämä", "2960": "Ostovelat", "2986": "Verovelka (Omavero-tili)",
    "2987": "Eläkemaksuvelka", "2988": "Ay-jäsenmaksuvelka", "2989": "Muut velat", "2990": "Siirtovelat",
    "2998": "Käyttämättömät avustukset",
    "3000": "Osallistumismaksut", "3700": "Saadut lahjoitukset", "3800": "Saadut avustukset",
    "4100": "Palveluostot, varsinainen toiminta", "4200": "Vuokrat ja käyttömaksut, varsinainen toiminta",
    "4310": "Maksetut jäsenmaksut", "4401": "Toimitilavuokrat", "4411": "Sähkö", "4500": "Vapaaehtoiset henkilösivukulut",
    "4580": "Mainoskulut", "4601": "Kone- ja kalustohankinnat", "4701": "Matkaliput", "4741": "Kilometrikorvaukset",
    "4751": "Päivärahat", "4911": "Puhelinkulut", "4913": "Datasiirtokulut", "4915": "Postikulut", "4921": "Rahaliikenteen kulut",
    "4935": "Muut vakuutukset", "4941": "Toimistotarvikkeet", "4951": "Hallinnon kokous- ja neuvottelukulut",
    "4985": "Taloushallinnon palvelut", "4986": "Tilintarkastuspalvelut", "4999": "Muut varsinaiset toiminnan menot",
    "5000": "Palkat", "5003": "Palkkiot", "5004": "Loma-ajan ja sosiaalipalkat", "5100": "Eläkevakuutusmaksut",
    "5120": "Sairausvakuutusmaksu", "5122": "Työttömyysvakuutusmaksu", "5125": "Pakolliset vakuutusmaksut",
    "6002": "Poistot koneista ja kalustosta",
    "7300": "Myyntitulot, varainhankinta", "7310": "Jäsenmaksutulot", "7390": "Muut varainhankinnan tulot",
    "7400": "Ostot, myytävät tuotteet", "7490": "Muut varainhankinnan kulut", "8800": "Saadut yleisavustukset",
    "9050": "Korkotuotot",
}  # fmt: skip

OPENING = {
    "1160": "3 200,00", "1770": "1 150,00", "1900": "62,40", "1910": "21 467,85",
    "2450": "-16 924,11", "2960": "-386,10", "2986": "-1 015,80", "2987": "-1 142,24", "2990": "-6 412,00",
}  # fmt: skip

YEAR_OF_EVENTS = [
    ("8.1.", "Ostovelka: tilitoimisto joulukuu 2024", "2960", "1910", "386,10", ""),
    ("13.1.", "Verot ja sairausvakuutusmaksu joulukuulta 2024", "2986", "1910", "1 015,80", ""),
    ("14.1.", "TyEL joulukuulta 2024", "2987", "1910", "1 142,24", ""),
    ("20.1.", "Hyvinvointialueen avustuksen loppuosa 2024", "1910", "1770", "1 150,00", ""),
    ("15.1.", "STEA-avustus, maksuerä 1/4", "1910", "3800", "13 900,00", SUPPORT),
    ("15.4.", "STEA-avustus, maksuerä 2/4", "1910", "3800", "13 900,00", SUPPORT),
    ("15.7.", "STEA-avustus, maksuerä 3/4", "1910", "3800", "13 900,00", SUPPORT),
    ("15.10.", "STEA-avustus, maksuerä 4/4", "1910", "3800", "13 900,00", SUPPORT),
    ("20.3.", "Hyvinvointialueen yleisavustus 2025", "1910", "8800", "6 000,00", ""),
    ("9.5.", "Säätiön avustus tuettuun lomaan", "1910", "3800", "3 000,00", OUTINGS),
    ("24.1.", "Liiton jäsenmaksu 2025", "4310", "1910", "420,00", OFFICE),
    ("5.2.", "Jäsenkirjeen postitus", "4915", "1910", "148,50", OFFICE),
    ("12.2.", "Ystävänpäivän vertaisilta, tarjoilu", "4999", "1910", "86,30", PEERS),
    ("19.2.", "Luento: lepo ja palautuminen", "4100", "1910", "280,00", PEERS),
    ("4.3.", "Omaishoidon messupöytä", "4580", "1910", "190,00", SUPPORT),
    ("11.3.", "Koordinaattorin junaliput, verkostopäivä", "4701", "1910", "64,80", SUPPORT),
    ("11.3.", "Koordinaattorin päiväraha, verkostopäivä", "4751", "1910", "24,00", SUPPORT),
    ("18.3.", "Vuosikokouksen tarjoilu", "4951", "1910", "132,40", OFFICE),
    ("26.3.", "Tilintarkastus 2024", "4986", "1910", "744,00", OFFICE),
    ("2.4.", "Kevätarpajaiset", "1900", "7390", "318,00", MONEY),
    ("2.4.", "Kevätarpajaisten palkinnot", "7490", "1900", "72,15", MONEY),
    ("3.4.", "Käteistilitys", "1910", "1900", "240,00", ""),
    ("8.4.", "Vertaisohjaajan kilometrikorvaus", "4741", "1910", "53,10", PEERS),
    ("24.4.", "Hyvinvointipäivän tila", "4200", "1910", "210,00", OUTINGS),
    ("24.4.", "Hyvinvointipäivän ohjaaja", "4100", "1910", "340,00", OUTINGS),
    ("24.4.", "Hyvinvointipäivän osallistumismaksut", "1910", "3000", "360,00", OUTINGS),
    ("6.5.", "Esitteiden painatus", "4580", "1910", "268,00", SUPPORT),
    ("14.5.", "Toimiston vakuutus", "4935", "1910", "196,00", OFFICE),
    ("28.5.", "Lahjoitus, Kaarnajärven Lions-kerho", "1910", "3700", "500,00", OUTINGS),
    ("4.6.", "Kesäretken bussi", "4100", "1910", "780,00", OUTINGS),
    ("4.6.", "Kesäretken ruokailu", "4999", "1910", "462,00", OUTINGS),
    ("4.6.", "Kesäretken osallistumismaksut", "1910", "3000", "840,00", OUTINGS),
    ("19.6.", "Työterveyshuolto", "4500", "1910", "318,60", SHARED),
    ("13.8.", "Kannettava tietokone", "4601", "1910", "899,00", SHARED),
    ("27.8.", "Vertaisohjaajakoulutus, kouluttaja", "4100", "1910", "620,00", PEERS),
    ("27.8.", "Vertaisohjaajakoulutuksen lounaat", "4999", "1910", "187,20", PEERS),
    ("16.9.", "Tuettu loma, majoitus ja ohjelma", "4100", "1910", "4 260,00", OUTINGS),
    ("16.9.", "Tuettu loma, omavastuut", "1910", "3000", "1 080,00", OUTINGS),
    ("30.9.", "Palkkio, luennoitsija (verokortilla)", "5003", "1910", "150,00", PEERS),
    ("8.10.", "Omaishoidon viikon lehti-ilmoitus", "4580", "1910", "355,00", SUPPORT),
    ("21.10.", "Vertaisohjaajan kilometrikorvaus", "4741", "1910", "70,80", PEERS),
    ("4.11.", "Syyskokouksen tarjoilu", "4951", "1910", "108,90", OFFICE),
    ("18.11.", "Joulukorttien myynti", "1910", "7300", "612,00", MONEY),
    ("18.11.", "Joulukorttien painatus", "7400", "1910", "214,00", MONEY),
    ("9.12.", "Joululounas hoitajille ja hoidettaville", "4999", "1910", "538,50", PEERS),
    ("9.12.", "Joululounaan osallistumismaksut", "1910", "3000", "294,00", PEERS),
    ("16.12.", "Työterveyshuolto", "4500", "1910", "142,30", SHARED),
    ("31.12.", "Talletuskorko", "1910", "9050", "41,18", ""),
    ("31.12.", "Poisto koneista ja kalustosta 25 %", "6002", "1160", "800,00", OFFICE),
    ("31.12.", "STEA-avustuksesta käyttämättä", "3800", "2998", "2 180,00", SUPPORT),
    ("31.12.", "Vuokrahyvitys saamatta, jaksotus", "1770", "4401", "120,00", SHARED),
    ("31.12.", "Tilitoimisto joulukuu", "4985", "2960", "291,40", OFFICE),
]

# day, number of payments of 25 euros
MEMBERSHIP_FEES = [
    ("10.2.", 21), ("13.2.", 34), ("18.2.", 27), ("25.2.", 16), ("6.3.", 12), ("20.3.", 9), ("15.4.", 6),
    ("12.6.", 3), ("2.9.", 2),
]  # fmt: skip

# euros of gross pay and of gross holiday bonus by month
PAY = ["2 780,00"] * 3 + ["2 840,00"] * 9
HOLIDAY_BONUS = {6: "1 420,00"}
DUE = 12  # day of the next month on which taxes and contributions are paid


def journal() -> Journal:
    """The year 2025."""
    book = Journal(ACCOUNTS, {account: cents(euros) for account, euros in OPENING.items()})
    book.simple(YEAR_OF_EVENTS)
    for day, count in MEMBERSHIP_FEES:
        book.post(day, f"Jäsenmaksut {count} kpl", (("1910", count * 2500, ""), ("7310", -count * 2500, MONEY)))
    book.monthly(2, "Toimiston vuokra", "4401", "1910", "585,00", SHARED)
    book.monthly(5, "Puhelin", "4911", "1910", "34,90", SHARED)
    book.monthly(5, "Laajakaista ja sähköposti", "4913", "1910", "46,20", SHARED)
    book.monthly(22, "Tilitoimisto", "4985", "1910", "|".join(["268,00"] * 11), OFFICE)
    book.monthly(30 - 2, "Pankin palvelumaksut", "4921", "1910",
                 "14,20|12,80|15,60|13,40|12,80|13,00|12,20|12,20|14,60|13,80|15,20|16,40", OFFICE)  # fmt: skip
    groups = "38,20|41,75|52,10|44,60|39,90||||47,35|56,80|49,15|"
    for month, euros in enumerate(groups.split("|"), start=1):
        if euros:
            book.simple([(f"17.{month}.", "Vertaisryhmän kahvit", "4999", "1910", euros, PEERS)])
    _wages(book)
    return book


def _wages(book: Journal) -> None:
    """Coordinator's pay every month with what is withheld and what the employer adds; paid over in the next month."""
    for month, euros in enumerate(PAY, start=1):
        gross, bonus = cents(euros), cents(HOLIDAY_BONUS.get(month, "0,00"))
        total = gross + bonus
        tax, pension, unemployment = share(total, 1850), share(total, 715), share(total, 59)
        net = total - tax - pension - unemployment
        book.post(f"15.{month}.", f"Palkka, koordinaattori {month}/2025", (
            ("5000", gross, SHARED), ("5004", bonus, SHARED),
            ("1910", -net, ""), ("2986", -tax, ""), ("2987", -pension, ""), ("2989", -unemployment, ""),
        ))  # fmt: skip
        health, employer_pension, employer_unemployment = share(total, 187), share(total, 1770), share(total, 20)
        accident = share(total, 62)
        book.post(f"15.{month}.", f"Palkan sivukulut {month}/2025", (
            ("5100", employer_pension, SHARED), ("5120", health, SHARED), ("5122", employer_unemployment, SHARED),
            ("5125", accident, SHARED), ("2987", -employer_pension, ""), ("2986", -health, ""),
            ("2989", -employer_unemployment - accident, ""),
        ))  # fmt: skip
        if month < 12:
            paid = f"{DUE}.{month + 1}."
            book.post(paid, f"Oma-aloitteiset verot {month}/2025", (("2986", tax + health, ""), ("1910", -tax - health, "")))
            owed = pension + employer_pension
            book.post(paid, f"TyEL {month}/2025", (("2987", owed, ""), ("1910", -owed, "")))
    change = cents("388,00")
    book.post("31.12.", "Lomapalkkavelan muutos sivukuluineen", (("5004", change, SHARED), ("2990", -change, "")))
