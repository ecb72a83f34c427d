//! Looks for planted things everywhere: in the bytes of every file, and in every table of the opened databases.

use crate::clinic::{Clinic, PASSPHRASE};
use recado_inbox::keychain::KeyEntry;
use recado_store::{
    Conn,
    clinic::{Clinic as ClinicDatabase, staff},
    conversations::{Clinical, Leads, Store},
    error::StoreError,
    key::{
        Key32,
        file::{KeyName, KeysFile},
        recipient::Recipient,
    },
};
use std::{collections::BTreeSet, fs, path::Path};

/// The three databases of a desk that was closed.
pub struct Opened {
    pub clinic: ClinicDatabase,
    pub leads: Store<Leads>,
    pub clinical: Store<Clinical>,
}

impl Clinic {
    /// Opens the databases with the owner's passphrase.
    pub fn opened(&self) -> Opened {
        let folder = self.data_dir().join("clinic");
        let machine = self.keychain.read(KeyEntry::Machine).unwrap().unwrap();
        let machine = Key32::from_slice(&machine).unwrap();
        let clinic = ClinicDatabase::open(&folder, &machine).unwrap();
        let owner = clinic.read(staff::all).unwrap()[0].id;
        let keys = KeysFile::load(&folder).unwrap().unwrap();
        let leads = keys.open_by_machine(&machine, &KeyName::Leads).unwrap();
        let private = keys
            .open_member(&machine, owner, &PASSPHRASE.to_owned().into())
            .unwrap();
        let clinical = keys
            .clinical_keys(Recipient::Staff(owner), &private)
            .unwrap();
        Opened {
            leads: Store::open(&folder, &leads).unwrap(),
            clinical: Store::open(&folder, &clinical.current.unwrap()).unwrap(),
            clinic,
        }
    }

    /// Returns where a planted thing is found; the desk is to be closed before.
    pub fn places_of(&self, planted: &[&[u8]]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut look = |place: String, bytes: &[u8]| {
            for word in planted {
                if holds(bytes, word) {
                    let word = String::from_utf8_lossy(word).into_owned();
                    found.insert(format!("{place}: {word}"));
                }
            }
        };
        files(&self.data_dir(), &mut look);
        let opened = self.opened();
        let reads = [
            ("clinic", opened.clinic.read(values)),
            ("leads", opened.leads.read(values)),
            ("clinical", opened.clinical.read(values)),
        ];
        for (database, values) in reads {
            for (table, value) in values.unwrap() {
                look(format!("{database}.{table}"), &value);
            }
        }
        for (database, words) in [
            ("leads", opened.leads.write(vocabulary).unwrap()),
            ("clinical", opened.clinical.write(vocabulary).unwrap()),
        ] {
            for word in words {
                look(format!("words of {database}"), word.as_bytes());
            }
        }
        found
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

/// Looks into every file under a folder, and at its name.
fn files(folder: &Path, look: &mut impl FnMut(String, &[u8])) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        look(format!("the name {name}"), name.as_bytes());
        if path.is_dir() {
            files(&path, look);
        } else if let Ok(bytes) = fs::read(&path) {
            // What is written under another name first may have its own by now.
            look(name, &bytes);
        }
    }
}

/// Returns every text and every blob of every table, also of those the search index is made of.
fn values(conn: &Conn) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut names = conn.prepare(
        "select name from sqlite_master where type = 'table' and sql not like 'create virtual%'",
    )?;
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut all = Vec::new();
    for table in names {
        let mut rows = conn.prepare(&format!("select * from {table}"))?;
        let columns = rows.column_count();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                if let Ok(bytes) = row.get_ref(column)?.as_bytes() {
                    all.push((table.clone(), bytes.to_vec()));
                }
            }
        }
    }
    Ok(all)
}

/// Returns the words of the search index, those of removed messages included.
fn vocabulary(tx: &recado_store::Tx<'_>) -> Result<Vec<String>, StoreError> {
    tx.execute_batch(
        "create virtual table temp.vocabulary using fts5vocab(main, message_words, instance)",
    )?;
    let words = {
        let mut query = tx.prepare("select distinct term from temp.vocabulary")?;
        query
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?
    };
    tx.execute_batch("drop table temp.vocabulary")?;
    Ok(words)
}
