"""Harjunkulman kyläyhdistys ry: a village association with a village hall, on the association chart of Tilitin."""

from generator.journal import Journal, cents, share

ACCOUNTS = {
    "1211": "Koneet ja kalusto", "1711": "Myyntisaamiset", "1811": "Siirtosaamiset", "1901": "Käteisvarat",
    "1911": "Pankkitili", "1912": "Kylätalon tili",
    "2011": "Peruspääoma", "2251": "Edellisten tilikausien ylijäämät", "2861": "Saadut ennakot", "2871": "Ostovelat",
    "2931": "Ennakonpidätys- ja sosiaaliturvamaksuvelka", "2961": "Siirtovelat",
    "3001": "Osallistumismaksut", "3101": "Lahjoitukset", "3911": "Kylätalon vuokratuotot",
    "4031": "Palkkiot", "4121": "Sosiaaliturvamaksut", "4201": "Toiminnan kulut",
    "4411": "Sähkö", "4413": "Lämmitys", "4415": "Vesi ja jätevesi", "4421": "Rakennusten korjaus",
    "4423": "Ulkoalueiden huolto", "4431": "Siivous- ja puhtaanapito", "4433": "Jätehuolto", "4441": "Kiinteistövakuutukset",
    "4451": "Kiinteistövero", "4601": "Kone- ja kalustohankinnat", "4741": "Kilometrikorvaukset", "4801": "Mainoskulut",
    "4851": "Taloushallintopalvelut", "4861": "Tilintarkastuspalvelut", "4913": "Datasiirtokulut", "4915": "Postikulut",
    "4921": "Rahaliikenteen kulut", "4931": "Vastuuvakuutukset", "4941": "Toimistotarvikkeet",
    "4951": "Kokous- ja neuvottelukulut", "4961": "Edustuskulut",
    "5001": "Jäsenmaksutulot", "5011": "Kannatusmaksutulot", "5021": "Mainostulot", "5031": "Myyntitulot",
    "5045": "Arpajaistuotot", "5051": "Jäsenmaksukulut", "5061": "Ostot (myytävät tuotteet)",
    "5081": "Muut varainhankinnan kulut", "6011": "Korkotuotot",
    "7501": "Yleisavustukset", "8001": "Poistot koneista ja kalustosta",
}  # fmt: skip

OPENING = {
    "1211": "8 400,00", "1711": "180,00", "1901": "143,50", "1911": "6 218,37", "1912": "2 904,15",
    "2011": "-1 000,00", "2251": "-16 340,62", "2871": "-412,40", "2961": "-93,00",
}  # fmt: skip

# day, text, debit, credit, euros
YEAR_OF_EVENTS = [
    ("7.1.", "Ostovelka: sähkölasku joulukuulta maksettu", "2871", "1912", "412,40"),
    ("9.1.", "Laskun 2024-31 suoritus, Harjun metsästysseura", "1912", "1711", "180,00"),
    ("14.1.", "Edellisen vuoden toiminnantarkastajan kulut", "2961", "1911", "93,00"),
    ("20.1.", "Loppiaisbingo, arvat ja pullapöytä", "1901", "5045", "284,00"),
    ("21.1.", "Loppiaisbingon palkinnot ja kahvit", "5081", "1901", "96,45"),
    ("22.1.", "Käteistilitys pankkiin", "1911", "1901", "180,00"),
    ("27.1.", "Siirto kylätalon tilille", "1912", "1911", "2 500,00"),
    ("3.2.", "Jäsenmaksulaskujen postitus", "5051", "1911", "74,20"),
    ("10.2.", "Hiihtolomaviikon pulkkarieha, osallistumismaksut", "1901", "3001", "132,00"),
    ("11.2.", "Pulkkariehan makkarat ja mehut", "4201", "1901", "88,90"),
    ("17.2.", "Kokoustila ja kahvit, kevätkokouksen valmistelu", "4951", "1911", "38,60"),
    ("5.3.", "Kevätkokouksen tarjoilu", "4951", "1911", "112,30"),
    ("12.3.", "Toiminnantarkastus 2024", "4861", "1911", "150,00"),
    ("18.3.", "Tulostinpaperi ja kansiot", "4941", "1911", "41,95"),
    ("25.3.", "Kunnan kyläavustus 2025", "1911", "7501", "4 000,00"),
    ("4.4.", "Laavun polttopuut ja rakennustarvikkeet", "4201", "1911", "263,75"),
    ("11.4.", "Kirpputoripöydät, myynti", "1901", "5031", "348,00"),
    ("12.4.", "Kirpputorin kahvion ostot", "5061", "1901", "104,18"),
    ("14.4.", "Käteistilitys pankkiin", "1911", "1901", "300,00"),
    ("24.4.", "Vapputapahtuman ilmoitus paikallislehteen", "4801", "1911", "124,00"),
    ("1.5.", "Vapputapahtuma, munkit ja sima", "1901", "5031", "512,50"),
    ("2.5.", "Vapputapahtuman ostot", "5061", "1911", "187,64"),
    ("5.5.", "Käteistilitys pankkiin", "1911", "1901", "500,00"),
    ("9.5.", "Pihatalkoiden ruokailu", "4201", "1911", "96,10"),
    ("14.5.", "Ruohonleikkuri", "4601", "1912", "549,00"),
    ("22.5.", "Kylälehden ilmoitusmyynti, 9 ilmoitusta", "1911", "5021", "720,00"),
    ("27.5.", "Kylälehden painatus", "4801", "1911", "486,00"),
    ("29.5.", "Kylälehden jakelu", "4915", "1911", "163,80"),
    ("6.6.", "Kiinteistön vakuutus", "4441", "1912", "618,00"),
    ("6.6.", "Vastuuvakuutus", "4931", "1911", "142,00"),
    ("21.6.", "Juhannusjuhla, pääsymaksut", "1901", "3001", "1 264,00"),
    ("21.6.", "Juhannusjuhlan arpajaiset", "1901", "5045", "436,00"),
    ("21.6.", "Juhannusjuhlan kahvio", "1901", "5031", "893,20"),
    ("23.6.", "Juhannusjuhlan orkesteri", "4201", "1911", "800,00"),
    ("23.6.", "Juhannuskokon valvonta ja järjestyksenvalvojat", "4201", "1911", "240,00"),
    ("24.6.", "Juhannuskahvion ostot", "5061", "1911", "392,77"),
    ("24.6.", "Arpajaispalkinnot", "5081", "1911", "118,00"),
    ("25.6.", "Käteistilitys pankkiin", "1911", "1901", "2 500,00"),
    ("8.7.", "Katon paikkaus, tarvikkeet ja työ", "4421", "1912", "1 840,00"),
    ("15.7.", "Kyläretki, osallistumismaksut", "1911", "3001", "1 120,00"),
    ("16.7.", "Kyläretken bussi", "4201", "1911", "890,00"),
    ("16.7.", "Kyläretken ruokailu", "4201", "1911", "304,50"),
    ("12.8.", "Lahjoitus leikkikentän kunnostukseen, Nurmelan perhe", "1911", "3101", "500,00"),
    ("20.8.", "Leikkikentän keinut", "4201", "1911", "612,00"),
    ("28.8.", "Kilometrikorvaus, kyläkyselyn jako, puheenjohtaja", "4741", "1911", "47,20"),
    ("2.9.", "Siirto kylätalon tilille", "1912", "1911", "3 000,00"),
    ("3.9.", "Kiinteistövero", "4451", "1912", "204,33"),
    ("10.9.", "Satokauden avajaiset, myynti", "1901", "5031", "621,30"),
    ("11.9.", "Satokauden avajaiset, ostot", "5061", "1901", "143,22"),
    ("12.9.", "Käteistilitys pankkiin", "1911", "1901", "450,00"),
    ("24.9.", "Pihan lanaus ja sora", "4423", "1912", "372,00"),
    ("8.10.", "Muistolahja, kunniapuheenjohtaja 80 vuotta", "4961", "1911", "65,00"),
    ("15.10.", "Syyskokouksen tarjoilu", "4951", "1911", "94,80"),
    ("22.10.", "Nuohous", "4421", "1912", "96,00"),
    ("5.11.", "Kannatusmaksu, Harjunkulman Kone", "1911", "5011", "200,00"),
    ("5.11.", "Kannatusmaksu, Nurmelan tila", "1911", "5011", "100,00"),
    ("20.11.", "Joulumyyjäiset, pöytämaksut", "1911", "5031", "360,00"),
    ("29.11.", "Joulumyyjäisten arpajaiset", "1901", "5045", "318,00"),
    ("29.11.", "Joulumyyjäisten kahvio", "1901", "5031", "407,60"),
    ("30.11.", "Joulumyyjäisten kahvion ostot", "5061", "1901", "131,05"),
    ("1.12.", "Käteistilitys pankkiin", "1911", "1901", "550,00"),
    ("10.12.", "Tilitoimisto, palkkioiden ilmoitukset", "4851", "1911", "168,00"),
    ("18.12.", "Joulupuuro eläkeläisille", "4201", "1911", "77,35"),
    ("31.12.", "Talletuskorko", "1911", "6011", "18,42"),
    ("31.12.", "Poisto koneista ja kalustosta 25 %", "8001", "1211", "2 100,00"),
    ("31.12.", "Joulukuun sähkölasku", "4411", "2871", "438,20"),
    ("31.12.", "Toiminnantarkastus 2025, jaksotus", "4861", "2961", "150,00"),
    ("31.12.", "Vuokrasaaminen joulujuhlasta, Harjun metsästysseura", "1711", "3911", "180,00"),
    ("31.12.", "Vuoden 2026 häävaraus, ennakkomaksu", "1912", "2861", "200,00"),
]

# day, number of payments of 15 euros
MEMBERSHIP_FEES = [
    ("7.2.", 18), ("10.2.", 31), ("12.2.", 24), ("14.2.", 22), ("17.2.", 16), ("19.2.", 11), ("24.2.", 14), ("28.2.", 9),
    ("7.3.", 8), ("14.3.", 6), ("31.3.", 5), ("16.4.", 4), ("20.5.", 3), ("18.8.", 2), ("3.11.", 1),
]  # fmt: skip

# day, tenant, euros
RENTS = [
    ("13.1.", "kuntojumppa, tammi–helmikuu", "120,00"), ("18.1.", "50-vuotisjuhlat", "180,00"),
    ("8.2.", "ristiäiset", "120,00"), ("3.3.", "kuntojumppa, maalis–huhtikuu", "120,00"), ("15.3.", "Marttojen kurssi", "60,00"),
    ("12.4.", "rippijuhlat, varausmaksu", "90,00"), ("17.5.", "häät", "320,00"), ("31.5.", "ylioppilasjuhlat", "180,00"),
    ("7.6.", "rippijuhlat", "180,00"), ("28.6.", "sukujuhla", "250,00"), ("12.7.", "häät", "320,00"), ("2.8.", "häät", "320,00"),
    ("16.8.", "60-vuotisjuhlat", "180,00"), ("1.9.", "kuntojumppa, syys–lokakuu", "120,00"),
    ("27.9.", "metsänhoitoilta", "80,00"), ("18.10.", "muistotilaisuus", "120,00"),
    ("3.11.", "kuntojumppa, marras–joulukuu", "120,00"), ("13.12.", "pikkujoulut", "180,00"),
]  # fmt: skip


def journal() -> Journal:
    """The year 2025."""
    book = Journal(ACCOUNTS, {account: cents(euros) for account, euros in OPENING.items()})
    book.simple([(*row, "") for row in YEAR_OF_EVENTS])
    for day, count in MEMBERSHIP_FEES:
        book.post(day, f"Jäsenmaksut, {count} kpl", (("1911", count * 1500, ""), ("5001", -count * 1500, "")))
    for day, tenant, euros in RENTS:
        book.post(day, f"Kylätalon vuokra, {tenant}", (("1912", cents(euros), ""), ("3911", -cents(euros), "")))
    electricity = "466,10|452,75|391,20|288,40|141,05|92,60|88,15|97,30|156,85|274,90|371,45"
    book.monthly(8, "Kylätalon sähkö", "4411", "1912", electricity)
    book.monthly(3, "Laajakaista", "4913", "1911", "19,90")
    book.monthly(28, "Pankin palvelumaksu", "4921", "1911", "9,50")
    book.monthly(12, "Jäteastian tyhjennys", "4433", "1912", "23,40")
    for quarter, euros in (("15.3.", "84,20"), ("15.6.", "91,75"), ("15.9.", "88,30"), ("15.12.", "79,90")):
        book.simple([(quarter, "Vesi ja jätevesi", "4415", "1912", euros, "")])
    for season, euros in (("20.2.", "428,00"), ("20.11.", "446,50")):
        book.simple([(season, "Lämmityspelletit", "4413", "1912", euros, "")])
    _cleaning(book)
    return book


def _cleaning(book: Journal) -> None:
    """The cleaner's fee every quarter: tax withheld, health insurance contribution of the employer."""
    for paid, due, euros in (("31.3.", "12.4.", "360,00"), ("30.6.", "12.7.", "420,00"), ("30.9.", "12.10.", "360,00"),
                             ("19.12.", "", "390,00")):  # fmt: skip
        gross = cents(euros)
        tax, health = share(gross, 1250), share(gross, 187)
        book.post(paid, "Siivouspalkkio, kylätalo", (("4031", gross, ""), ("1912", tax - gross, ""), ("2931", -tax, "")))
        book.post(paid, "Sairausvakuutusmaksu, siivouspalkkio", (("4121", health, ""), ("2931", -health, "")))
        if due:
            book.post(due, "Oma-aloitteiset verot", (("2931", tax + health, ""), ("1912", -tax - health, "")))
