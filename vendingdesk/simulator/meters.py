"""The sample meters: people and places that a demonstration can sell to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SampleMeter:
    """A meter that the server knows: whose it is, where, and what a kWh costs there."""

    number: str
    customer: str
    address: str
    phone: str
    tariff: Decimal


SAMPLE_METERS: tuple[SampleMeter, ...] = (
    SampleMeter(
        "0128244400031",
        "Okonkwo, Blessing",
        "12 Harbour Road, Flat 12B, Lagos",
        "+234 803 555 0112",
        Decimal("0.155"),
    ),
    SampleMeter(
        "0151529923121", "Hernández Ruiz, María", "Calle 5 de Mayo 48, Puebla", "+52 222 555 0148", Decimal("0.142")
    ),
    SampleMeter("0128250019139", "Nguyễn Thị Hoa", "27 Trần Hưng Đạo, Đà Nẵng", "+84 236 555 0127", Decimal("0.088")),
    SampleMeter("01490819354", "Müller, Jörg", "Lindenstraße 7, 04317 Leipzig", "+49 341 555 0107", Decimal("0.361")),
    SampleMeter("0128288163024", "محمد الحسن", "شارع النيل ١٤، الخرطوم", "+249 183 555 014", Decimal("0.052")),
    SampleMeter("0128248784851", "Banda, Chisomo", "Plot 318, Area 25, Lilongwe", "+265 1 555 318", Decimal("0.097")),
    SampleMeter(
        "0128250178141", "Kamau, Wanjiru", "Kenyatta Avenue 61, Nakuru", "+254 51 555 0161", Decimal("0.208")
    ),
    SampleMeter("37079336774", "Rakoto, Hery", "Lot II M 44, Antananarivo", "+261 20 555 44", Decimal("0.121")),
    SampleMeter(
        "0128846411774", "Silva, João Pedro", "Rua das Acácias 230, Maputo", "+258 21 555 230", Decimal("0.131")
    ),
    SampleMeter("0128532415527", "Nkosi, Thandeka", "14 Mbeki Street, Soweto", "+27 11 555 0114", Decimal("0.192")),
    SampleMeter(
        "0128062522213", "Rahman, Shafiqul", "House 9, Road 4, Dhanmondi, Dhaka", "+880 2 555 0109", Decimal("0.076")
    ),
    SampleMeter("07388707007", "Fernando, Nuwan", "33 Galle Road, Matara", "+94 41 555 033", Decimal("0.094")),
    SampleMeter(
        "0600245635146", "Mwansa, Mutale", "Great East Road 1107, Lusaka", "+260 211 555 107", Decimal("0.064")
    ),
    SampleMeter("0151915368527", "Mensah, Akosua", "House C 21, Adum, Kumasi", "+233 32 555 0121", Decimal("0.146")),
    SampleMeter(
        "0128250389516", "Diallo, Mamadou", "Quartier Médina, Villa 72, Dakar", "+221 33 555 0172", Decimal("0.179")
    ),
    SampleMeter(
        "07499823529", "Tesfaye, Selamawit", "Kebele 03, House 415, Bahir Dar", "+251 58 555 0415", Decimal("0.041")
    ),
    SampleMeter("0128084273936", "O'Connor, Siobhán", "5 Quay Street, Galway", "+353 91 555 005", Decimal("0.342")),
    SampleMeter("0128666276257", "王秀英", "建设路 88 号 3 单元 502", "+86 371 5550 0188", Decimal("0.079")),
    SampleMeter("0600624920242", "Chukwu, Ikenna", "8 Aba Road, Port Harcourt", "+234 84 555 008", Decimal("0.155")),
    SampleMeter("37485307625", "Kaya, Ayşe", "Atatürk Caddesi 19, Mersin", "+90 324 555 0119", Decimal("0.093")),
    SampleMeter(
        "0151246284997", "Ivanova, Darya", "ul. Abaya 54, kv. 17, Almaty", "+7 727 555 0154", Decimal("0.058")
    ),
    SampleMeter(
        "0128247548349", "Sithole, Farai", "23 Samora Machel Ave, Harare", "+263 24 2555 023", Decimal("0.118")
    ),
    SampleMeter("0600979044895", "Dlamini, Nomcebo", "Lot 606, Ezulwini", "+268 2555 0606", Decimal("0.134")),
    SampleMeter(
        "37386463527", "Reyes, Maricel", "Purok 2, Barangay Lahug, Cebu", "+63 32 555 0102", Decimal("0.201")
    ),
    SampleMeter(
        "0128248784331", "Ahmadzai, Zarghuna", "Karte Se, House 30, Kabul", "+93 20 555 030", Decimal("0.067")
    ),
    SampleMeter(
        "0128203990188", "Phiri, Limbani", "Ndirande, House 1250, Blantyre", "+265 1 555 250", Decimal("0.097")
    ),
    SampleMeter("0600251406754", "Tuilagi, Sione", "Beach Road, Apia", "+685 55 501", Decimal("0.284")),
    SampleMeter("01749036594", "Novák, Květoslava", "Na Příkopě 11, Brno", "+420 541 555 011", Decimal("0.287")),
    SampleMeter("0151248071889", "Camara, Fatoumata", "Rue KA 022, Conakry", "+224 622 555 022", Decimal("0.084")),
    SampleMeter(
        "0600612308434", "Mugisha, Patience", "Plot 45, Kira Road, Kampala", "+256 41 555 0145", Decimal("0.173")
    ),
    SampleMeter("0128362306366", "Al-Sabri, Huda", "60 Meter Road, Sana'a", "+967 1 555 060", Decimal("0.211")),
    SampleMeter(
        "37935554024", "Vasilescu, Ștefan", "Strada Mihai Eminescu 3, Iași", "+40 232 555 003", Decimal("0.224")
    ),
    SampleMeter(
        "0128251755673", "Harbour Bakery Ltd", "Unit 4, Dock Road, Mombasa", "+254 41 555 0104", Decimal("0.234")
    ),
    SampleMeter("0151914341053", "St Mary's Clinic", "Mission Hill, Mzuzu", "+265 1 555 077", Decimal("0.110")),
    SampleMeter(
        "0600248445311", "Municipal Pump House 2", "Reservoir Lane, Gaborone", "+267 395 5502", Decimal("0.127")
    ),
    SampleMeter(
        "14030283445", "Lumumba Primary School", "Avenue du Lac 16, Goma", "+243 81 555 0116", Decimal("0.106")
    ),
)
"""Three dozen made-up customers; the first meter is the manual's own (D)."""
