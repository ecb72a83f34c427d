//! A note that is heard a second time, by another ear.

use super::*;

/// Of the same kind, and called to nobody.
const REVIEW: &str = "Estou sem esperança";

/// Whichever ear is first: what is heard later in the same note lifts its flag, and beside one that somebody has taken
/// stands another.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_hearing_lifts_the_flag_of_the_first() {
    for is_taken in [false, true] {
        let (clinic, service) = Clinic::that_listens().await;
        service.will(&[Answer::Hears(REVIEW)]);
        clinic.speaks().await;
        let note = clinic.stands(TranscriptState::Done).await;
        let first = clinic.desk.open_alerts().await.unwrap().remove(0);
        assert_eq!(first.level, AlertLevel::Review);
        if is_taken {
            clinic.desk.acknowledge_alert(first.id).await.unwrap();
        }
        service.will(&[Answer::Hears(CRISIS)]);
        let row = clinic.rows(1).await.remove(0);
        clinic
            .desk
            .hear_note(Side::Clinical, row.conversation, note.media)
            .await
            .unwrap();
        clinic.note(|note| note.text == CRISIS).await;
        let open = clinic.desk.open_alerts().await.unwrap();
        assert_eq!(open.len(), 1);
        assert!(open[0].level > AlertLevel::Review, "{is_taken}");
        assert_eq!(open[0].id == first.id, !is_taken);
    }
}
