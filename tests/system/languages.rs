//! Languages that are not read for flags are said to be so: nothing found in them says nothing.

use crate::clinic::{Clinic, MARIA};
use recado_domain::channel::Side;

/// The bubble says it, and the day in short counts it.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_the_rules_cannot_read_is_named() {
    let clinic = Clinic::open().await;
    clinic
        .writes(MARIA, "Bom dia, posso mudar a consulta de quinta?")
        .await;
    clinic
        .writes(MARIA, "Umugabo wanjye arankubita buri munsi")
        .await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 2)
        .await;
    let marked: Vec<bool> = thread.messages.iter().map(|it| it.is_foreign).collect();
    assert_eq!(marked, [false, true]);
    clinic
        .replies(&thread, "Nous vous appelons tout de suite, madame")
        .await;
    clinic
        .thread(thread.conversation, |thread| {
            thread.messages.len() == 3 && !thread.messages[2].is_foreign
        })
        .await;
    let day = clinic
        .desk
        .make_day_summary(Side::Clinical, thread.conversation, None)
        .await
        .unwrap();
    assert_eq!(day.extract.expect("an extract").counts.foreign, 1);
}
