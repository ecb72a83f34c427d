//! The one act that takes patients in.

use super::{
    Mapping,
    check::{Checked, Known, check},
    read::PatientsFile,
};
use crate::{
    error::InboxError,
    house::House,
    receive::spool::{self, Filed},
    records::writing::today,
    session::files,
    view::import::{ImportField, ImportOutcome},
};
use recado_domain::{address::Address, channel::Side, id::IdentityId, staff::Role, time::UnixMs};
use recado_store::{
    Conn,
    clinic::{
        audit,
        people::{self, Person},
        spool as rows,
    },
    conversations::records::{self, Imported},
    error::StoreError,
};

/// How many patients go into one row of the spool.
const BATCH: usize = 200;

/// Says what the file would come to.
pub(super) fn try_out(
    house: &House,
    file: &PatientsFile,
    mapping: &Mapping,
    country: &str,
    now: UnixMs,
) -> Result<Vec<Checked>, InboxError> {
    house.signed_in_as(Role::decides)?;
    house
        .clinic
        .read(|conn| look(house, conn, file, mapping, (country, now)))
}

/// Takes the file in by one transaction; what comes of it is sealed and finished by the spool.
pub(super) fn save(
    house: &House,
    file: &PatientsFile,
    mapping: &Mapping,
    country: &str,
    now: UnixMs,
) -> Result<Vec<Checked>, InboxError> {
    let who = house.signed_in_as(Role::decides)?;
    let key = house.clinic.index_key();
    house.clinic.write(|tx| {
        let checked = look(house, tx, file, mapping, (country, now))?;
        let mut patients = Vec::new();
        for row in &checked {
            let Some(patient) = imported(row, now) else {
                continue;
            };
            if row.outcome == ImportOutcome::New {
                let person = Person {
                    identity: patient.identity,
                    side: Side::Clinical,
                    is_patient: true,
                };
                people::put(tx, &person, now)?;
                people::learn(tx, key, patient.identity, &patient.address)?;
            }
            patients.push(patient);
        }
        for batch in patients.chunks(BATCH) {
            let filed = Filed {
                imported: batch.to_vec(),
                ..Filed::default()
            };
            let (is_sealed, body) = spool::body(&house.spool_seal()?, Side::Clinical, &filed)
                .map_err(|_| StoreError::Damaged)?;
            rows::push(tx, Side::Clinical, is_sealed, &body, now)?;
        }
        let count = |outcome| checked.iter().filter(|row| row.outcome == outcome).count();
        let detail = format!(
            "{{\"new\":{},\"updated\":{}}}",
            count(ImportOutcome::New),
            count(ImportOutcome::Updated)
        );
        let by = Some((who.staff, who.name.as_str()));
        audit::append(tx, &files::act(now, by, "patients.imported", &detail))?;
        Ok(checked)
    })
}

fn look(
    house: &House,
    conn: &Conn,
    file: &PatientsFile,
    mapping: &Mapping,
    (country, now): (&str, UnixMs),
) -> Result<Vec<Checked>, InboxError> {
    if !mapping.contains(&Some(ImportField::Phone)) || mapping.len() != file.header.len() {
        return Err(InboxError::InvalidInput);
    }
    let key = house.clinic.index_key();
    house.clinical_for_staff()?.read(|clinical| {
        check(
            file,
            mapping,
            (country, &today(now, &house.clock.zone())),
            |address: &Address| match people::find(conn, key, address)? {
                None => Ok(Known::Nobody),
                Some(person) if !person.is_patient => Ok(Known::Lead),
                Some(person) => match records::get(clinical, person.identity) {
                    Ok(record) => Ok(Known::Patient(person.identity, Some(record))),
                    Err(StoreError::NotFound) => Ok(Known::Patient(person.identity, None)),
                    Err(error) => Err(error.into()),
                },
            },
        )
    })
}

/// Returns what is to be written; nothing for a row that changes nothing.
fn imported(row: &Checked, at: UnixMs) -> Option<Imported> {
    let identity = match row.outcome {
        ImportOutcome::New => IdentityId::generate(),
        ImportOutcome::Updated => row.identity?,
        ImportOutcome::Unchanged | ImportOutcome::Refused => return None,
    };
    let patient = row.patient.clone();
    Some(Imported {
        identity,
        address: Address::Phone(patient.phone?),
        at,
        name: patient.name,
        born_on: patient.born_on,
        number: patient.number,
        language: patient.language,
    })
}
