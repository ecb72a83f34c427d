//! The window's commands: each asks the desk and hands its answer back. They know no rule and no storage.

mod ask;
pub(crate) mod audit;
pub(crate) mod compose;
pub(crate) mod connection;
pub(crate) mod devices;
pub(crate) mod first_run;
pub(crate) mod patients;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod records;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod staff;
pub(crate) mod templates;
pub(crate) mod thread;
pub(crate) mod work;

pub(crate) use ask::Ask;
use recado_inbox::view::change::CommandError;

/// What every command answers: a view, or a code the window has a sentence for.
pub(crate) type Answer<T> = Result<T, CommandError>;

/// Returns what Tauri calls when the window asks.
pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        settings::app_view,
        settings::save_settings,
        settings::note_activity,
        settings::raise_test_alert,
        first_run::choose_device_passphrase,
        first_run::pair_relay,
        first_run::recovery_phrase,
        first_run::confirm_recovery_phrase,
        first_run::create_owner,
        first_run::connect_whatsapp,
        first_run::prove_whatsapp,
        first_run::finish_first_run,
        sign_in::unlock,
        sign_in::lock,
        sign_in::unlock_device,
        sign_in::restore_with_phrase,
        thread::list_conversations,
        thread::open_alerts,
        thread::open_thread,
        thread::thread_around,
        thread::older_messages,
        thread::mark_read,
        thread::save_draft,
        thread::send_reply,
        thread::resend_message,
        thread::leave_uncertain,
        thread::acknowledge_alert,
        compose::stage_file,
        compose::unstage_file,
        compose::send_content,
        compose::react,
        compose::start_recording,
        compose::recording,
        compose::stop_recording,
        compose::cancel_recording,
        compose::take_over,
        compose::note_typing,
        compose::fetch_media,
        compose::open_media,
        templates::list_templates,
        templates::sync_templates,
        templates::send_template,
        search::search,
        connection::connection_view,
        places::templates_view,
        places::check_template,
        places::create_template,
        places::edit_template,
        places::delete_template,
        places::stage_template_example,
        places::change_channel,
        places::connect_page,
        places::prove_channel,
        work::assignable_staff,
        work::assign_conversation,
        work::take_draft,
        work::snooze_choices,
        work::snooze_conversation,
        work::resolve_conversation,
        work::reopen_conversation,
        work::mark_unread,
        work::quick_replies,
        work::save_quick_reply,
        work::remove_quick_reply,
        work::find_quick_replies,
        people::identity_card,
        people::search_people,
        people::preview_move,
        people::convert_lead,
        people::move_to_leads,
        people::same_person,
        people::split_person,
        people::keep_apart,
        people::undo_person_act,
        records::person_card,
        records::save_record,
        records::set_lead_status,
        records::set_label,
        records::labels_view,
        records::save_label,
        records::remove_label,
        records::list_labelled,
        records::add_note,
        records::edit_note,
        records::pin_note,
        records::remove_note,
        records::record_consent,
        records::lead_board,
        patients::read_patients_file,
        patients::check_patients_file,
        patients::import_patients,
        patients::save_patients_report,
        patients::close_patients_file,
        audit::audit_view,
        audit::verify_audit,
        connection::run_self_test,
        devices::devices_view,
        devices::let_in,
        devices::turn_away,
        devices::rename_device,
        devices::remove_device,
        devices::joining_view,
        devices::confirm_joining,
        devices::give_up_joining,
        staff::staff_list,
        staff::session_view,
        staff::add_staff,
        staff::rename_staff,
        staff::change_staff_role,
        staff::remove_staff,
        staff::reset_passphrase,
        staff::change_passphrase,
        staff::allow_login,
        staff::forbid_login,
        staff::unlock_with_login,
        staff::make_emergency_code,
        staff::void_emergency_code,
        staff::use_emergency_code,
        staff::acknowledge_emergency,
        staff::new_recovery_phrase,
        staff::confirm_new_recovery_phrase,
        staff::recover_owner,
    ]
}
