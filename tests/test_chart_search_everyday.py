"""Everyday words of treasurers: spoken, inflected and concrete; the account must be among the first three answers.

``word: code`` (``a|b``: either is right). Asked blind, before any alias was added for them, the first tables found the account
in 160 of 197, 58 of 71 and 39 of 46 queries (fi, sv, en); the second tables, things bought that nobody had thought of when
the first were mended, in 30 of 50, 19 of 25 and 12 of 17. All are found now, so a word not in these tables is found less often.
"""

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.search import index_of, search

CHART = universal_chart()
INDEX = index_of(CHART)

FI = """
työntekijän palkka: 4110; työntekijöiden palkat: 4110; toiminnanjohtajan palkka: 4110; tuntipalkka: 4110;
ylityökorvaus: 4115; lomakorvaus: 4120|4125; kännykkälasku: 6620; puhelinliittymä: 6620; nettiliittymä: 6620;
laajakaista: 6620; mobiilidata: 6620; palkansaajan eläkemaksu: 4210; tyel-maksu: 4210; sava-maksu: 4220;
sairausvakuutusmaksu: 4220|2610; tapaturmavakuutus: 4240|6715; työterveyslääkäri: 4310; lounasedut: 4335; epassi: 4330;
virikesetelit: 4330; pikkujoulut henkilökunnalle: 4330; työhaalarit: 4340; rekryilmoitus: 4350; työnohjaaja: 4360;
työntekijän kurssi: 4320; henkilökunnan koulutuspäivä: 4320; kerhotilan vuokra: 5110|3270; varaston vuokra: 5110;
salivuoro: 5115; jäävuoro: 5115; kenttävuokra: 5115; uimahallin ratavuokra: 5115; yhtiövastike: 5120; sähkösopimus: 5130;
öljylämmitys: 5135; pelletit: 5135; polttopuut: 5135; vesimaksu: 5140; jätevesi: 5140; siivousaineet: 5145;
mattopalvelu: 5145; roskakori: 5150; jätemaksu: 5150; nuohous: 5155|5157; putkimies: 5155; katon korjaus: 5155;
talonmies: 5157; nurmikon leikkuu: 5160; auraus: 5160; kiinteistön palovakuutus: 5165; murtohälytin: 5175;
lukkoseppä: 5155; pakettiauton vuokra: 5210; vuokra-auto: 5210|6510; dieseliä: 5220; sähköauton lataus: 5220;
renkaanvaihto: 5230; autonhuolto: 5230; ajoneuvovero: 5240; liikennevakuutus: 5250; läppäri: 5310;
kannettava tietokone: 5310; tulostin: 5310; pöytä ja tuolit: 5310; pallot: 5315; maalivahdin varusteet: 5315;
kopiokoneen leasing: 5320; kopiokone: 5320|5310|5330; soittimien huolto: 5330; luentopalkkio: 4160|6120;
kokouspalkkio: 4160; puheenjohtajan palkkio: 4160; kouluttajan lasku: 6120; bändin keikkapalkkio: 6130|4165; dj: 6130|4165;
tuomarit: 6130|4165; juontaja: 6130|4165; kääntäjä: 6150; viittomakielen tulkki: 6150; rahti: 6160;
bussikuljetus: 6160|6330; askartelutarvikkeet: 6210; kangas ja langat: 6210; nuotit: 6210|6670; ensiaputarvikkeet: 6210;
ruokatarvikkeet kerhoon: 6210|6320; palkintopokaalit: 6230; diplomit: 6230; kiertopalkinto: 6230; t-paidat: 6240;
seuran verkkarit: 6240; hihamerkit: 6240; kesäjuhlien kulut: 6310; konsertin järjestäminen: 6310|3160;
kahvi ja pulla: 6320|6350; kakku: 6320; pitopalvelu: 6320; leirin ruoat: 6330|6320; retkibussi: 6330|6160;
turnausmaksu: 6340; ottelumaksu: 6340; lisenssimaksu: 6340|3140; hallituksen kokous: 6350; vuosikokous: 6350;
adressi ja kukkalaite: 6360; muistaminen: 6360; onnittelukukat: 6360; jäsenkirje: 6410|6420|6640; tiedote: 6410;
lehden painatus: 6420|6440; taittaja: 6420|6440; domain: 6430; facebook: 6430|6450; esitteet: 6440; julisteet: 6440;
lehti-ilmoitus: 6450; radiomainos: 6450; messuosasto: 6460; junamatka: 6510; lentoliput: 6510; bussilippu: 6510|6515;
taksikyyti: 6515; hotelli: 6520; oman auton käyttö: 6530; km-korvaus: 6530; kilsakorvaukset: 6530; osapäiväraha: 6540;
matkavakuutus: 6550; vapaaehtoisen matkakulut: 6560; tulostuspaperi: 6610; mustekasetti: 6610; kuulakärkikynät: 6610;
postimerkit: 6640; kirjekuoret: 6610|6640; microsoft: 6630; pilvipalvelu: 6630; jäsenrekisteriohjelma: 6630;
netvisor: 6650; procountor: 6650; kirjanpito-ohjelma: 6630|6650; palkanlaskenta: 6650; toiminnantarkastaja: 6655;
juristi: 6660; asianajaja: 6660; sanomalehtitilaus: 6670; yhdistysrekisteri: 6680; ote rekisteristä: 6680;
rikosrekisteriote: 6680; verkkopankki: 6685; tilinhoitomaksu: 6685; talkoovakuutus: 6715;
keskusliiton jäsenmaksu: 6720|6725; liittomaksu: 6720|6725; viivästyskorko: 6750; pysäköintisakko: 6750;
maksumuistutus: 6755; toriarpajaiset: 3510; kakkuarpajaiset: 3510; bingo: 3515; joulukorttien myynti: 3540|3210;
pullonkeräys: 3520|3250; kampanjapalkkio: 3416|6940; lahjoitus yksityiseltä: 3410; perintö: 3418; nimikkokummi: 3416|3320;
mökin vuokraus: 3270; kalastusluvat: 3275; lehtimainokset: 3230|6450; kahviotuotot: 3240; buffetin myynti: 3240;
pääsyliput: 3160; osanottomaksut: 3110; kerhomaksu: 3110|3140|3120; harrastemaksu: 3140|3110; liittymismaksu: 3330;
jäsenmaksun palautus: 3310; stipendi opiskelijalle: 6840; lahjoitus toiselle järjestölle: 6810;
ministeriön avustus: 3620|3720; opetusministeriö: 3620|3720; eu-tuki: 3640; erasmus: 3640; kulttuurirahasto: 3650;
seurakunnan avustus: 3665; kassa: 1920; pankki: 1910; säästötili: 1910|1850; rahasto-osuudet: 1830|1230;
osakkeet: 1820|1230; vuokravakuus: 1540; kuntalaina: 2485|2480; maksamattomat laskut: 2520;
jäsenet eivät ole maksaneet: 1612; verot verottajalle: 2610|2620
"""

SV = """
anställdas löner: 4110; timlön: 4110; övertid: 4115; semesterersättning: 4120|4125; arpl: 4210;
sjukförsäkringsavgift: 4220|2610; arbetslöshetsförsäkring: 4230; olycksfallsförsäkring: 4240|6715;
läkarbesök företagshälsovård: 4310; lunchkuponger: 4335; kurs för personalen: 4320; mobilräkning: 6620; bredband: 6620;
telefon: 6620; lokalhyra: 5110; idrottshall: 5115; planhyra: 5115; bolagsvederlag: 5120; elavtal: 5130; fjärrvärme: 5135;
ved: 5135; vattenavgift: 5140; städerska: 5145; sophämtning: 5150; takreparation: 5155; snöplogning: 5160;
fastighetsskatt: 5170; hyrbil: 5210; diesel: 5220; bilservice: 5230; fordonsskatt: 5240; trafikförsäkring: 5250;
dator: 5310; bollar: 5315; föreläsararvode: 4160|6120; mötesarvode: 4160; domare: 4165|6130; orkester: 6130|4165;
översättare: 6150; busstransport: 6160|6330; pyssel: 6210; pokaler: 6230; t-skjortor: 6240; sommarfest: 6310|3520;
kaffebröd: 6320|6350; årsmöte: 6350; blommor: 6360; medlemsbrev: 6410|6640|6420; tryckning: 6440; tågbiljett: 6510;
hotell: 6520; milersättning: 6530; kuvert: 6610|6640; räkenskapsprogram: 6630|6650; bokförare: 6650;
verksamhetsgranskare: 6655; bankens avgifter: 6685; dröjsmålsränta: 6750; julbasar: 3520; inträdesbiljetter: 3160;
annonsintäkter: 3230; kaffeservering: 3240|6320; fiskekort: 3275; anslutningsavgift: 3330; månadsgivare: 3416; arv: 3418;
kulturfonden: 3650; församlingen: 3665; sparkonto: 1910|1850; kassa: 1920; obetalda fakturor: 2520
"""

EN = """
staff wages: 4110; overtime: 4115; employee training: 4320; lunch benefit: 4335; mobile phone bill: 6620; broadband: 6620;
hall hire: 5115; sports field rent: 5115; water: 5140; rubbish: 5150; plumber: 5155; snow ploughing: 5160; car rental: 5210;
petrol: 5220; laptop: 5310; printer ink: 6610; lecturer fee: 6120|4160; referee: 4165|6130; band: 6130|4165;
translation: 6150; bus hire: 6160|6330; craft supplies: 6210; trophies: 6230; t-shirts: 6240; coffee and cake: 6320|6350;
annual meeting: 6350; flowers: 6360; newsletter: 6410|6420; flyers: 6440; newspaper ad: 6450; flight tickets: 6510;
taxi: 6515; stationery: 6610; payroll service: 6650; lawyer: 6660; late fee: 6755|6750; entrance tickets: 3160;
cafe sales: 3240; bingo: 3515; monthly donors: 3416; legacy: 3418; church grant: 3665; savings account: 1910|1850;
unpaid invoices: 2520; rent deposit: 1540; retained surplus: 2120
"""

MORE_FI = """
siistijän palkka: 4110; palkkasihteeri: 6650|4110; hieroja: 4330|4310; hammaslääkäri työntekijälle: 4310;
kesätyöntekijän palkka: 4110; nuorisotalon vuokra: 5110|5115; tenniskentän varaus: 5115; kaasulämmitys: 5135;
lumityöt: 5160; palovaroitin: 5310|5175|5155; perävaunun vuokraus: 5210; kameran osto: 5310; kaiutin: 5310|5315;
trampoliini: 5315; esitelmöitsijä: 6120|4160; lastenhoitaja leirillä: 6110|6330|4110; karkit lapsille: 6210|6320;
lahjakortti voittajalle: 6230|6360; kynttilät: 6210; joulupuuro: 6320|6310; lounas kokouksessa: 6350|6320; somemainos: 6450;
valokuvaaja: 6410|6110|6140; banderolli: 6450|6460|6440; laivaliput: 6510; parkkimaksu: 5210|6510; airbnb: 6520;
polttoainekorvaus: 6530; postimaksut: 6640; paketin lähetys: 6640; muovitaskut: 6610; chatgpt: 6630; virustorjunta: 6630;
tilitoimiston lasku: 6650; auditointi: 6655; maksupääte: 6685; kassakone: 5310|5320; piirin jäsenmaksuosuus: 6725;
opiskelijastipendi: 6840; sakot: 6750; myyjäistuotot: 3520; kahvirahat: 3240; yritys lahjoitti: 3412;
kaupungin avustus: 3630|3730; ely-keskus: 3620|3670|3640; korot: 3810|7510; tukijäsenet: 3320; hallin vuokratulot: 3270;
seurahuivi myynti: 3210|3540; kirjamyynti: 3220|3210
"""

MORE_SV = """
kanslistens lön: 4110; sommarjobbare: 4110; fysioterapi: 4310|4330; ungdomsgård hyra: 5110|5115; oljeuppvärmning: 5135;
gräsklippning: 5160; släpvagn: 5210|1145; kamera: 5310; godis: 6210|6320; presentkort: 6360|6230; ljus: 6210;
annons i tidningen: 6450; fotograf: 6410|6110|6140; båtbiljetter: 6510; parkering: 5210|6510; logi: 6520; paket: 6640;
pärmar: 6610; bokföringsbyrå: 6650; boter: 6750; kaffepengar: 3240; stadens understöd: 3630|3730; räntor: 3810|7510;
bokförsäljning: 3220|3210; understödsmedlemmar: 3320
"""

MORE_EN = """
secretary salary: 4110; physiotherapy: 4310|4330; tennis court booking: 5115; gas heating: 5135; lawn mowing: 5160;
trailer hire: 5210; camera: 5310; sweets for children: 6210|6320; gift voucher: 6360|6230; photographer: 6410|6110|6140;
parking: 5210|6510; parcel: 6640; folders: 6610; parking fine: 6750; card terminal: 6685; city grant: 3630|3730;
book sales: 3220|3210
"""

TABLES = (("fi", FI), ("sv", SV), ("en", EN), ("fi", MORE_FI), ("sv", MORE_SV), ("en", MORE_EN))
QUERIES = [
    (lang, query.strip(), frozenset(codes.strip().split("|")))
    for lang, table in TABLES
    for query, codes in (part.split(":") for part in table.replace("\n", " ").split(";"))
]


def codes(lang: str, query: str) -> list[str]:
    return [hit.account.code for hit in search(INDEX, query, lang=lang)]


def test_the_tables_are_large_and_refer_to_accounts_of_the_chart() -> None:
    counted = {lang: sum(one == lang for one, _, _ in QUERIES) for lang in ("fi", "sv", "en")}
    assert counted["fi"] >= 150
    assert counted["sv"] >= 60
    assert counted["en"] >= 40
    assert {code for _, _, expected in QUERIES for code in expected} <= set(CHART.by_code)
    assert len({(lang, query) for lang, query, _ in QUERIES}) == len(QUERIES)


@pytest.mark.parametrize(("lang", "query", "expected"), QUERIES, ids=[f"{lang}-{query}" for lang, query, _ in QUERIES])
def test_the_account_is_among_the_first_three(lang: str, query: str, expected: frozenset[str]) -> None:
    assert expected & set(codes(lang, query)[:3]), codes(lang, query)


def test_most_often_the_first_answer_is_right() -> None:
    first = sum(bool(found := codes(lang, query)) and found[0] in expected for lang, query, expected in QUERIES)
    assert first / len(QUERIES) >= 0.87
