//! Calls through a telephone vendor: it hears two numbers and nothing else, and where it does not ring one dials at once.

mod vendor;

use crate::clinic::{Clinic, MARIA};
use recado_domain::{id::AlertId, phone::Phone, staff::Role};
use recado_inbox::{
    error::InboxError,
    view::phone::{PhoneVendorForm, Ring},
};
use recado_store::clinic::audit;
use vendor::{ACCOUNT, FROM, TOKEN, Vendor};

const CRISIS: &str = "No quiero seguir viviendo así";
const OWN: &str = "+34600000077";

fn form(base_url: &str) -> PhoneVendorForm {
    PhoneVendorForm {
        is_on: true,
        base_url: base_url.to_owned(),
        account: ACCOUNT.into(),
        from: FROM.into(),
        token: TOKEN.into(),
    }
}

impl Clinic {
    /// Somebody is flagged, and whoever is signed in takes it to call; returns flag and number.
    async fn is_to_be_called(&self) -> (AlertId, Phone) {
        self.writes(MARIA, CRISIS).await;
        let thread = self.only_thread(|thread| !thread.alerts.is_empty()).await;
        let alert = thread.alerts[0].id;
        let phone = self.desk.call_about_alert(alert).await.unwrap();
        (alert, phone)
    }

    /// Returns what came of each ringing, as the audit has it, with its details.
    fn rung(&self) -> Vec<(String, String)> {
        let database = self.database();
        let all = database.read(|conn| audit::newest(conn, 100)).unwrap();
        let rung = all.into_iter().filter(|act| act.act == "phone.rung");
        let mut rung: Vec<_> = rung.map(|act| (act.result, act.detail)).collect();
        rung.reverse();
        rung
    }
}

/// N8: the caller's own telephone rings first, the vendor is told numbers only, and the audit how long it took.
#[tokio::test(flavor = "multi_thread")]
async fn ones_own_telephone_rings_and_is_connected() {
    let clinic = Clinic::open().await;
    let vendor = Vendor::start().await;
    let (alert, maria) = clinic.is_to_be_called().await;
    let desk = &clinic.desk;
    assert_eq!(desk.ring(alert, &maria).await.unwrap(), Ring::Off);
    desk.save_phone_vendor(form(&vendor.base_url))
        .await
        .unwrap();
    assert_eq!(desk.ring(alert, &maria).await.unwrap(), Ring::NoTelephone);
    assert!(vendor.asked().is_empty() && clinic.rung().is_empty());
    desk.save_own_phone("600 00 00 77".into()).await.unwrap();
    assert_eq!(desk.ring(alert, &maria).await.unwrap(), Ring::Ringing);
    let asked = vendor.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].to.as_str(), asked[0].from.as_str()), (OWN, FROM));
    assert_eq!(asked[0].connected, maria.as_e164());
    let rung = clinic.rung();
    let results: Vec<_> = rung.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(results, ["asked", "ringing"]);
    assert!(rung[1].1.contains("latency_ms") && !rung[1].1.contains("912000412"));
    // What is kept of it is no secret to look at.
    let kept = desk.phone_vendor().await.unwrap();
    assert!(kept.has_token && kept.is_on);
    assert_eq!((kept.account.as_str(), kept.from.as_str()), (ACCOUNT, FROM));
    // Kept once more without the token: it stays.
    let again = PhoneVendorForm {
        token: String::new(),
        ..form(&vendor.base_url)
    };
    desk.save_phone_vendor(again).await.unwrap();
    assert_eq!(desk.ring(alert, &maria).await.unwrap(), Ring::Ringing);
    vendor.found_nothing_wrong();
}

/// A vendor that refuses or is gone says so, and says what to mend; the number is there to be dialled.
#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_does_not_ring_says_why() {
    let clinic = Clinic::open().await;
    let vendor = Vendor::start().await;
    let (alert, maria) = clinic.is_to_be_called().await;
    let desk = &clinic.desk;
    desk.save_own_phone(OWN.into()).await.unwrap();
    desk.save_phone_vendor(form(&vendor.base_url))
        .await
        .unwrap();
    for (status, code, ring) in [
        (401, 20003, Ring::KeyRefused),
        (400, 21212, Ring::FromRefused),
        (400, 21211, Ring::ToRefused),
        (429, 20429, Ring::Busy),
        (400, 99999, Ring::Refused),
    ] {
        vendor.refuses(status, code);
        assert_eq!(desk.ring(alert, &maria).await.unwrap(), ring);
    }
    vendor.found_nothing_wrong();
    // Nothing listens there.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    desk.save_phone_vendor(form(&base_url)).await.unwrap();
    assert_eq!(desk.ring(alert, &maria).await.unwrap(), Ring::Unreachable);
    // Before numbers leave it is written down that they do.
    let (asked, results): (Vec<_>, Vec<_>) = clinic
        .rung()
        .into_iter()
        .map(|it| it.0)
        .partition(|result| result == "asked");
    assert_eq!(asked.len(), 6);
    let expected = [
        "key_refused",
        "from_refused",
        "to_refused",
        "no_more_calls",
        "refused",
        "unreachable",
    ];
    assert_eq!(results, expected);
    // Without encryption only as far as this computer; on only when it is whole.
    for wrong in [
        form("http://telephone.example"),
        form("not an address"),
        PhoneVendorForm {
            from: "no number".into(),
            ..form(&base_url)
        },
        PhoneVendorForm {
            account: "AC/../1".into(),
            ..form(&base_url)
        },
        // A token is not carried to another host.
        PhoneVendorForm {
            token: String::new(),
            ..form(&vendor.base_url)
        },
        PhoneVendorForm {
            account: "ACother".into(),
            token: String::new(),
            ..form(&base_url)
        },
    ] {
        let refused = desk.save_phone_vendor(wrong).await;
        assert!(matches!(refused, Err(InboxError::InvalidInput)));
    }
    let rui = clinic.hire("Rui Lima", Role::Clinician).await;
    clinic.hands_over_to(rui).await;
    let desk = &clinic.desk;
    assert!(matches!(
        desk.phone_vendor().await,
        Err(InboxError::NotAllowed)
    ));
    let own = desk.own_phone().await.unwrap();
    assert!(own.is_used && own.number.is_none(), "each has their own");
}
