//! The list of what moves names every table, and every number of a message.

use super::*;

/// Whoever adds a table says whether it moves: nothing of a patient is forgotten on the leads side.
#[test]
fn every_table_moves_or_stays() {
    let sides = sides();
    let tables: BTreeSet<String> = sides
        .leads
        .read(|conn| {
            let mut query = conn.prepare("select name from sqlite_master where type = 'table'")?;
            let names = query.query_map([], |row| row.get(0))?;
            Ok::<_, StoreError>(names.collect::<Result<_, _>>()?)
        })
        .unwrap();
    let moves: BTreeSet<String> = MOVES.iter().map(|it: &Table| it.name.to_owned()).collect();
    let stays: BTreeSet<String> = STAYS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert!(moves.is_disjoint(&stays));
    let listed: BTreeSet<String> = moves.union(&stays).cloned().collect();
    assert_eq!(
        tables, listed,
        "a table is in neither MOVES nor STAYS of conversations/moving.rs, or is there no more"
    );
}

/// A column that holds the number of a message would point at another one on the new side.
#[test]
fn every_number_of_a_message_is_said_to_be_one() {
    let sides = sides();
    let all: Vec<(String, String, String)> = sides
        .leads
        .read(|conn| {
            let mut found = Vec::new();
            for table in MOVES {
                let mut query =
                    conn.prepare("select \"table\", \"from\" from pragma_foreign_key_list(?1)")?;
                let keys = query.query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?)))?;
                for key in keys {
                    let (to, column): (String, String) = key?;
                    found.push((table.name.to_owned(), to, column));
                }
            }
            Ok::<_, StoreError>(found)
        })
        .unwrap();
    for (table, to, column) in all {
        let listed = MOVES.iter().find(|it| it.name == table).unwrap();
        let is_number = to == "messages";
        assert_eq!(
            listed.message_numbers.contains(&column.as_str()),
            is_number,
            "{table}.{column}"
        );
        let behind = |name: &str| MOVES.iter().position(|it| it.name == name);
        assert!(behind(&to) < behind(&table), "{table} stands before {to}");
    }
}
