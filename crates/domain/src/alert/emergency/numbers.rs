//! The numbers themselves. Read in the month given with each, at the pages named for its country where they were written
//! down; one without a month is from general knowledge, to be checked.

use super::{Line, Purpose, Read};

const fn read(
    purpose: Purpose,
    number: &'static str,
    name: &'static str,
    at: &'static str,
    month: &'static str,
) -> Line {
    Line {
        purpose,
        number,
        name,
        is_always_open: true,
        read: Some(Read { at, month }),
    }
}

const fn unread(purpose: Purpose, number: &'static str, name: &'static str) -> Line {
    Line {
        purpose,
        number,
        name,
        is_always_open: true,
        read: None,
    }
}

const fn by_day(line: Line) -> Line {
    Line {
        is_always_open: false,
        ..line
    }
}

pub(super) const SPAIN: [Line; 4] = [
    read(Purpose::Emergency, "112", "", "", "2026-11"),
    read(
        Purpose::Crisis,
        "024",
        "Línea 024",
        "elnacional.cat, maldita.es, farodevigo.es",
        "2026-11",
    ),
    unread(Purpose::Violence, "016", ""),
    unread(Purpose::Children, "116 111", "ANAR"),
];
pub(super) const BRAZIL: [Line; 4] = [
    unread(Purpose::Emergency, "192", "SAMU"),
    unread(Purpose::Police, "190", ""),
    read(
        Purpose::Crisis,
        "188",
        "CVV",
        "folhadoestado.com.br, blogdojasao.com.br",
        "2026-11",
    ),
    unread(Purpose::Violence, "180", ""),
];
pub(super) const GREECE: [Line; 5] = [
    read(
        Purpose::Emergency,
        "112",
        "",
        "reader.gr, ant1news.gr, progress.guide, dsth.gr",
        "2026-11",
    ),
    unread(Purpose::Ambulance, "166", "ΕΚΑΒ"),
    read(
        Purpose::Crisis,
        "1018",
        "Κλίμακα",
        "reader.gr, ant1news.gr, progress.guide, dsth.gr",
        "2026-11",
    ),
    read(
        Purpose::Violence,
        "15900",
        "",
        "reader.gr, ant1news.gr, progress.guide, dsth.gr",
        "2026-11",
    ),
    read(
        Purpose::Children,
        "1056",
        "",
        "reader.gr, ant1news.gr, progress.guide, dsth.gr",
        "2026-11",
    ),
];
pub(super) const PORTUGAL: [Line; 4] = [
    read(Purpose::Emergency, "112", "", "", "2026-11"),
    read(Purpose::Crisis, "1411", "", "24noticias.sapo.pt", "2026-11"),
    read(Purpose::Medical, "808 24 24 24", "SNS 24", "", "2026-11"),
    by_day(unread(Purpose::Violence, "116 006", "APAV")),
];
pub(super) const RWANDA: [Line; 5] = [
    read(
        Purpose::Ambulance,
        "912",
        "",
        "survivors-fund.org.uk, igihe, police.gov.rw",
        "2026-11",
    ),
    read(
        Purpose::Police,
        "112",
        "",
        "survivors-fund.org.uk, igihe, police.gov.rw",
        "2026-11",
    ),
    by_day(read(
        Purpose::Crisis,
        "114",
        "",
        "survivors-fund.org.uk, igihe, police.gov.rw",
        "2026-11",
    )),
    read(
        Purpose::Violence,
        "3512",
        "",
        "survivors-fund.org.uk, igihe, police.gov.rw",
        "2026-11",
    ),
    read(
        Purpose::Children,
        "116",
        "",
        "survivors-fund.org.uk, igihe, police.gov.rw",
        "2026-11",
    ),
];
pub(super) const UNITED_KINGDOM: [Line; 4] = [
    read(
        Purpose::Emergency,
        "999",
        "",
        "norwoodmc.co.uk, kickstherapy.com",
        "2026-11",
    ),
    read(
        Purpose::Crisis,
        "116 123",
        "Samaritans",
        "norwoodmc.co.uk, kickstherapy.com",
        "2026-11",
    ),
    unread(Purpose::Violence, "0808 2000 247", ""),
    read(
        Purpose::Children,
        "0800 1111",
        "Childline",
        "norwoodmc.co.uk, kickstherapy.com",
        "2026-11",
    ),
];
pub(super) const UNITED_STATES: [Line; 3] = [
    read(Purpose::Emergency, "911", "", "", "2026-11"),
    read(Purpose::Crisis, "988", "", "", "2026-11"),
    unread(Purpose::Violence, "1-800-799-7233", ""),
];
pub(super) const FRANCE: [Line; 5] = [
    read(
        Purpose::Emergency,
        "112",
        "",
        "ars.sante.fr, 1000-premiers-jours.fr",
        "2026-11",
    ),
    read(
        Purpose::Ambulance,
        "15",
        "SAMU",
        "ars.sante.fr, 1000-premiers-jours.fr",
        "2026-11",
    ),
    read(
        Purpose::Crisis,
        "3114",
        "",
        "ars.sante.fr, 1000-premiers-jours.fr",
        "2026-11",
    ),
    read(
        Purpose::Children,
        "119",
        "",
        "ars.sante.fr, 1000-premiers-jours.fr",
        "2026-11",
    ),
    unread(Purpose::Violence, "3919", ""),
];
pub(super) const MEXICO: [Line; 2] = [
    read(
        Purpose::Emergency,
        "911",
        "",
        "eluniversal.com.mx, publimetro",
        "2026-11",
    ),
    read(
        Purpose::Crisis,
        "800 911 2000",
        "Línea de la Vida",
        "eluniversal.com.mx, publimetro",
        "2026-11",
    ),
];
pub(super) const ARGENTINA: [Line; 4] = [
    read(
        Purpose::Emergency,
        "911",
        "",
        "lapostacomodorense, ospia.org.ar",
        "2026-11",
    ),
    unread(Purpose::Ambulance, "107", ""),
    read(
        Purpose::Crisis,
        "0800-999-0091",
        "",
        "lapostacomodorense, ospia.org.ar",
        "2026-11",
    ),
    unread(Purpose::Violence, "144", ""),
];
pub(super) const CHILE: [Line; 4] = [
    unread(Purpose::Ambulance, "131", "SAMU"),
    unread(Purpose::Police, "133", ""),
    read(Purpose::Crisis, "*4141", "", "latercera.com", "2026-11"),
    read(Purpose::Violence, "1455", "", "latercera.com", "2026-11"),
];
pub(super) const COLOMBIA: [Line; 3] = [
    read(
        Purpose::Emergency,
        "123",
        "",
        "bogota.gov.co, radiosantafe",
        "2026-11",
    ),
    read(
        Purpose::Crisis,
        "106",
        "Bogotá",
        "bogota.gov.co, radiosantafe",
        "2026-11",
    ),
    unread(Purpose::Violence, "155", ""),
];
pub(super) const PERU: [Line; 3] = [
    unread(Purpose::Ambulance, "106", "SAMU"),
    read(
        Purpose::Crisis,
        "113",
        "opción 5",
        "panamericana.pe",
        "2026-11",
    ),
    unread(Purpose::Violence, "100", ""),
];
pub(super) const ECUADOR: [Line; 2] = [
    unread(Purpose::Emergency, "911", ""),
    read(
        Purpose::Crisis,
        "171",
        "opción 6",
        "teleamazonas",
        "2026-11",
    ),
];
pub(super) const URUGUAY: [Line; 2] = [
    unread(Purpose::Emergency, "911", ""),
    unread(Purpose::Crisis, "0800 0767", ""),
];
pub(super) const PARAGUAY: [Line; 2] = [
    read(Purpose::Emergency, "911", "", "abc.com.py", "2026-11"),
    read(Purpose::Crisis, "155", "", "abc.com.py", "2026-11"),
];
