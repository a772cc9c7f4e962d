"""Who gets what at every address of the workshop. Add a row when you add an address, under the others of its kind.

A row is an address's name, a method, then what each role gets, in the order of ROLES:

    200, 302, 404…   that answer (302: sent elsewhere, as after an act)
    in               sent to the sign-in page
    -                refused, 403

An address without a GET row answers nobody's GET, one without a POST row nobody's POST; other methods answer nobody.
An address that takes arguments has a line in ARGUMENTS: a function of the World (test_access.py), which makes what it
needs; a POST that needs words to be taken seriously has one in POSTED. A test that fails prints the row as the site
answers it: think it through before copying it.
"""

ROLES = ["anonymous", "contributor", "manager", "stranger", "editor", "administrator", "nobody", "observer"]

# "contributor" and "manager" are of the museum whose things are asked for, "stranger" manages another one, "nobody"
# has an account without museum nor office, "observer" reads what the museums of its region do.
TABLE = """
address                               method  anonymous contributor manager stranger editor administrator nobody  observer

desk:home                             GET     in        200         200     200      200    200           -       200
desk:submissions                      GET     in        200         200     200      200    200           -       200
desk:report                           GET     in        200         200     -        200    200           -       200
desk:finding                          GET     in        200         200     -        200    200           -       200
desk:lines                            GET     in        200         200     -        200    200           -       200
desk:line                             GET     in        200         200     -        200    200           -       200
desk:original                         GET     in        200         200     -        200    200           -       200
desk:findings_csv                     GET     in        200         200     -        200    200           -       200
desk:findings_xlsx                    GET     in        200         200     -        200    200           -       200
desk:line_image                       GET     in        404         404     -        404    404           -       404
desk:publication                      POST    in        -           302     -        -      302           -       -
desk:annulation                       GET     in        -           302     -        -      302           -       -
desk:annulation                       POST    in        -           302     -        -      302           -       -
desk:review_publication               POST    in        -           -       -        -      404           -       -
desk:review_sending_back              POST    in        -           -       -        -      404           -       -
desk:review_dropping                  POST    in        -           404     -        -      404           -       -
desk:deciding_progress                GET     in        200         200     -        200    200           -       200
desk:group_mending                    POST    in        409         409     -        -      409           -       -
desk:group_acceptance                 POST    in        302         302     -        -      302           -       -
desk:line_mending                     POST    in        409         409     -        -      409           -       -
desk:line_acceptance                  POST    in        409         409     -        -      409           -       -
desk:change                           GET     in        200         200     -        -      200           -       -
desk:change                           POST    in        409         409     -        -      409           -       -
desk:corrections                      GET     in        200         200     -        200    200           -       200
desk:mending_progress                 GET     in        200         200     -        200    200           -       200
desk:mended_lines                     GET     in        200         200     -        200    200           -       200
desk:mending_undoing                  GET     in        200         200     -        -      200           -       -
desk:mending_undoing                  POST    in        302         302     -        -      302           -       -
desk:habits                           GET     in        200         200     -        200    200           -       200
desk:habits                           POST    in        400         400     -        -      400           -       -
desk:habit_revocation                 POST    in        302         302     -        -      302           -       -
desk:habits_csv                       GET     in        200         200     -        200    200           -       200
desk:habits_xlsx                      GET     in        200         200     -        200    200           -       200
desk:habits_preview                   POST    in        302         302     -        -      302           -       -
desk:habits_load                      POST    in        302         302     -        -      302           -       -
desk:acceptances                      GET     in        200         200     -        200    200           -       200
desk:acceptance_revocation            POST    in        302         302     -        -      302           -       -
desk:notices                          GET     in        200         200     200      200    200           -       200
desk:images                           GET     in        200         200     200      200    200           -       200
desk:record_history                   GET     in        200         200     -        200    200           -       200
desk:record_image                     GET     in        404         404     -        404    404           -       404
desk:record_restore                   POST    in        -           302     -        -      302           -       -
desk:record_withdrawal                GET     in        -           200     -        -      200           -       -
desk:record_withdrawal                POST    in        -           422     -        -      422           -       -
desk:record_putting_back              POST    in        -           409     -        -      409           -       -

desk:handing                          GET     in        200         200     200      -      200           -       -
desk:handing                          POST    in        422         422     422      -      422           -       -
desk:delivery_begin                   POST    in        422         422     422      -      422           -       -
desk:delivery                         GET     in        200         200     -        200    200           -       200
desk:delivery_state                   GET     in        200         200     -        200    200           -       200
desk:delivery_files                   POST    in        422         422     -        -      422           -       -
desk:delivery_piece                   PUT     in        400         400     -        -      400           -       -
desk:delivery_finish                  POST    in        302         302     -        -      302           -       -
desk:delivery_leave_out               POST    in        302         302     -        -      302           -       -
desk:delivery_drop                    POST    in        302         302     -        -      302           -       -

desk:sign_in                          GET     200       302         302     302      302    302           302     302
desk:sign_in                          POST    200       302         302     302      302    302           302     302
desk:sign_out                         POST    302       302         302     302      302    302           302     302
account_login                         GET     200       302         302     302      302    302           302     302
account_login                         POST    200       302         302     302      302    302           302     302
account_logout                        POST    302       302         302     302      302    302           302     302
account_inactive                      GET     200       200         200     200      200    200           200     200
account_reset_password                GET     200       200         200     200      200    200           200     200
account_reset_password                POST    200       200         200     200      200    200           200     200
account_reset_password_from_key       GET     200       200         200     200      200    200           200     200
account_reset_password_from_key       POST    200       200         200     200      200    200           200     200
account_reset_password_done           GET     200       200         200     200      200    200           200     200
account_reset_password_from_key_done  GET     200       200         200     200      200    200           200     200
mfa_authenticate                      GET     in        302         302     302      302    302           302     302
mfa_authenticate                      POST    in        302         302     302      302    302           302     302
mfa_login_webauthn                    GET     in        302         302     302      302    302           302     302
mfa_login_webauthn                    POST    in        302         302     302      302    302           302     302
openid_connect_login                  POST    404       404         404     404      404    404           404     404
openid_connect_callback               GET     404       404         404     404      404    404           404     404
socialaccount_login_cancelled         GET     200       200         200     200      200    200           200     200
desk:invitation                       GET     200       200         200     200      200    200           200     200
desk:invitation                       POST    200       200         200     200      200    200           200     200

desk:account                          GET     in        200         200     200      200    200           200     200
desk:account                          POST    in        302         302     302      302    302           302     302
desk:address                          GET     in        302         302     302      302    302           302     302
desk:address                          POST    in        302         302     302      302    302           302     302
desk:new_address                      GET     in        404         404     404      404    404           404     404
desk:new_address                      POST    in        404         404     404      404    404           404     404
desk:sessions                         GET     in        200         200     200      200    200           200     200
desk:end_session                      POST    in        404         404     404      404    404           404     404
desk:end_sessions                     POST    in        302         302     302      302    302           302     302
account_change_password               GET     in        200         200     200      200    200           200     200
account_change_password               POST    in        200         200     200      200    200           200     200
account_set_password                  GET     in        302         302     302      302    302           302     302
account_set_password                  POST    in        302         302     302      302    302           302     302
account_reauthenticate                GET     in        200         200     200      200    200           200     200
account_reauthenticate                POST    in        200         200     200      200    200           200     200
mfa_reauthenticate                    GET     in        302         302     302      302    302           302     302
mfa_reauthenticate                    POST    in        302         302     302      302    302           302     302
mfa_reauthenticate_webauthn           GET     in        302         302     302      302    302           302     302
mfa_reauthenticate_webauthn           POST    in        302         302     302      302    302           302     302
mfa_activate_totp                     GET     in        302         302     302      302    302           302     302
mfa_activate_totp                     POST    in        302         302     302      302    302           302     302
mfa_deactivate_totp                   GET     in        404         404     404      404    404           404     404
mfa_deactivate_totp                   POST    in        404         404     404      404    404           404     404
mfa_generate_recovery_codes           GET     in        302         302     302      302    302           302     302
mfa_generate_recovery_codes           POST    in        302         302     302      302    302           302     302
mfa_add_webauthn                      GET     in        302         302     302      302    302           302     302
mfa_add_webauthn                      POST    in        302         302     302      302    302           302     302
mfa_edit_webauthn                     GET     in        302         302     302      302    302           302     302
mfa_edit_webauthn                     POST    in        302         302     302      302    302           302     302
mfa_remove_webauthn                   GET     in        302         302     302      302    302           302     302
mfa_remove_webauthn                   POST    in        302         302     302      302    302           302     302
mfa_index                             GET     in        200         200     200      200    200           200     200
mfa_list_webauthn                     GET     in        200         200     200      200    200           200     200
mfa_view_recovery_codes               GET     in        404         404     404      404    404           404     404
mfa_download_recovery_codes           GET     in        404         404     404      404    404           404     404

desk:accounts                         GET     in        -           -       -        -      200           -       -
desk:invite                           GET     in        -           -       -        -      200           -       -
desk:invite                           POST    in        -           -       -        -      200           -       -
desk:person                           GET     in        -           -       -        -      200           -       -
desk:invitation_again                 POST    in        -           -       -        -      302           -       -
desk:invitation_revoked               POST    in        -           -       -        -      302           -       -
desk:part                             POST    in        -           -       -        -      302           -       -
desk:role                             POST    in        -           -       -        -      302           -       -
desk:regions                          POST    in        -           -       -        -      302           -       -
desk:closing                          POST    in        -           -       -        -      302           -       -
desk:reopening                        POST    in        -           -       -        -      302           -       -
desk:factor_removal                   POST    in        -           -       -        -      302           -       -

desk:editing                          GET     in        -           -       -        200    200           -       -
desk:resource_tree                    GET     in        -           -       -        200    200           -       -
desk:resource_order                   POST    in        -           -       -        302    302           -       -
desk:usages                           GET     in        -           -       -        200    200           -       -
desk:suggestions                      GET     in        -           -       -        200    200           -       -
desk:suggestion_choice                POST    in        -           -       -        302    302           -       -
desk:entry_start                      GET     in        -           -       -        200    200           -       -
desk:entry_start                      POST    in        -           -       -        302    302           -       -
desk:entry                            GET     in        -           -       -        200    200           -       -
desk:entry                            POST    in        -           -       -        200    200           -       -
desk:autosave                         POST    in        -           -       -        400    400           -       -
desk:autosave_drop                    POST    in        -           -       -        302    302           -       -
desk:entry_check                      POST    in        -           -       -        200    200           -       -
desk:entry_fix                        POST    in        -           -       -        422    422           -       -
desk:entry_confirm                    POST    in        -           -       -        422    422           -       -
desk:entry_settle                     POST    in        -           -       -        404    404           -       -
desk:entry_submit                     POST    in        -           -       -        302    302           -       -
desk:entry_send_back                  POST    in        -           -       -        302    302           -       -
desk:entry_approve                    POST    in        -           -       -        302    302           -       -
desk:entry_publish                    POST    in        -           -       -        302    302           -       -
desk:entry_schedule                   POST    in        -           -       -        302    302           -       -
desk:entry_unschedule                 POST    in        -           -       -        302    302           -       -
desk:entry_withdraw                   POST    in        -           -       -        302    302           -       -
desk:entry_delete                     POST    in        -           -       -        302    302           -       -
desk:entry_versions                   GET     in        -           -       -        200    200           -       -
desk:entry_restore                    POST    in        -           -       -        302    302           -       -
desk:choose_home                      GET     in        -           -       -        200    200           -       -
desk:choose                           GET     in        -           -       -        200    200           -       -
desk:choose_target                    GET     in        -           -       -        404    404           -       -
desk:pictures                         GET     in        -           -       -        200    200           -       -
desk:pictures                         POST    in        -           -       -        302    302           -       -
desk:picture                          GET     in        -           -       -        200    200           -       -
desk:picture                          POST    in        -           -       -        302    302           -       -
desk:picture_removal                  POST    in        -           -       -        302    404           -       -
desk:documents                        GET     in        -           -       -        200    200           -       -
desk:documents                        POST    in        -           -       -        302    302           -       -
desk:document_removal                 POST    in        -           -       -        302    404           -       -
desk:media                            GET     in        -           -       -        200    200           -       -
desk:media_light                      GET     in        -           -       -        200    200           -       -
desk:site                             GET     in        -           -       -        -      200           -       -
desk:site                             POST    in        -           -       -        -      200           -       -

desk:remarks                          GET     in        200         200     200      200    200           -       -
desk:remark                           GET     in        200         200     -        200    200           -       -
desk:remark_correction                POST    in        409         409     -        -      409           -       -
desk:remark_answer                    POST    in        302         422     -        -      422           -       -
desk:remark_refusal                   POST    in        302         422     -        -      422           -       -
desk:remark_spam                      POST    in        302         302     -        -      302           -       -

desk:museums                          GET     in        -           -       -        200    200           -       -
desk:museum                           GET     in        200         200     -        200    200           -       200
desk:museum_enrolment                 GET     in        -           -       -        -      200           -       -
desk:museum_enrolment                 POST    in        -           -       -        -      200           -       -
desk:museum_review                    POST    in        -           -       -        -      302           -       -
desk:museum_people                    GET     in        200         200     -        200    200           -       -
desk:museum_people                    POST    in        -           302     -        -      302           -       -
desk:museum_member                    POST    in        -           302     -        -      302           -       -
desk:museum_invitation_again          POST    in        -           302     -        -      302           -       -
desk:museum_invitation_revoked        POST    in        -           302     -        -      404           -       -
desk:why                              GET     in        200         200     200      200    200           -       200
desk:why                              POST    in        200         200     200      200    200           -       200

desk:conformity                       GET     in        302         302     302      200    200           -       302
desk:conformity_csv                   GET     in        -           -       -        200    200           -       -
desk:conformity_xlsx                  GET     in        -           -       -        200    200           -       -
desk:museum_conformity                GET     in        200         200     -        200    200           -       200
desk:museum_measure                   POST    in        302         302     -        302    302           -       302
desk:museum_preparation               POST    in        302         302     -        -      302           -       -

desk:agenda                           GET     in        -           -       -        200    200           -       -
desk:attendance                       GET     in        -           -       -        200    200           -       -
desk:attendance                       POST    in        -           -       -        400    400           -       -
desk:attendance_table                 GET     in        -           -       -        200    200           -       -
desk:attendance_sheet                 GET     in        -           -       -        200    200           -       -
desk:attendance_message               GET     in        -           -       -        200    200           -       -
desk:attendance_message               POST    in        -           -       -        400    400           -       -
desk:attendance_presence              POST    in        -           -       -        302    302           -       -
desk:attendance_cancellation          POST    in        -           -       -        302    302           -       -
desk:attendance_promotion             POST    in        -           -       -        302    302           -       -
desk:attendance_return                POST    in        -           -       -        302    302           -       -

desk:letters                          GET     in        -           -       -        200    200           -       -
desk:letter_start                     GET     in        -           -       -        200    200           -       -
desk:letter_start                     POST    in        -           -       -        200    200           -       -
desk:letter_preview                   GET     in        -           -       -        200    200           -       -
desk:letter_mail                      GET     in        -           -       -        200    200           -       -
desk:newsletter_new                   GET     in        -           -       -        -      200           -       -
desk:newsletter_new                   POST    in        -           -       -        -      200           -       -
desk:newsletter                       GET     in        -           -       -        -      200           -       -
desk:newsletter                       POST    in        -           -       -        -      200           -       -
desk:newsletter_closing               POST    in        -           -       -        -      302           -       -

desk:letter_channel                   GET     in        -           -       -        -      200           -       -
desk:letter_channel                   POST    in        -           -       -        -      422           -       -
desk:letter_domain                    GET     in        -           -       -        200    200           -       -
desk:letter_domain_look               POST    in        -           -       -        -      302           -       -
desk:newsletter_figures               GET     in        -           -       -        200    200           -       -
desk:letter_sending                   GET     in        -           -       -        200    200           -       -
desk:letter_progress                  GET     in        -           -       -        200    200           -       -
desk:letter_confirm                   POST    in        -           -       -        302    302           -       -
desk:letter_proof                     POST    in        -           -       -        302    302           -       -
desk:letter_submit                    POST    in        -           -       -        302    302           -       -
desk:letter_approve                   POST    in        -           -       -        302    302           -       -
desk:letter_send_back                 POST    in        -           -       -        302    302           -       -
desk:letter_send                      POST    in        -           -       -        302    302           -       -
desk:letter_schedule                  POST    in        -           -       -        302    302           -       -
desk:letter_unschedule                POST    in        -           -       -        302    302           -       -
desk:letter_pause                     POST    in        -           -       -        302    302           -       -
desk:letter_resume                    POST    in        -           -       -        302    302           -       -
desk:letter_confirm_held              POST    in        -           -       -        302    302           -       -
desk:letter_cancel                    POST    in        -           -       -        302    302           -       -
desk:letter_doubts                    POST    in        -           -       -        302    302           -       -
desk:letter_missed                    POST    in        -           -       -        302    302           -       -
desk:letter_account                   GET     in        -           -       -        200    200           -       -
desk:letter_account_table             GET     in        -           -       -        200    200           -       -
desk:letter_figures                   GET     in        -           -       -        200    200           -       -
desk:letter_errata                    GET     in        -           -       -        200    200           -       -
desk:letter_errata                    POST    in        -           -       -        422    422           -       -

desk:readers                          GET     in        -           -       -        200    200           -       -
desk:reader                           GET     in        -           -       -        200    200           -       -
desk:reader_suspension                POST    in        -           -       -        302    302           -       -
desk:reader_revival                   POST    in        -           -       -        302    302           -       -
desk:reader_exclusion                 POST    in        -           -       -        302    302           -       -
desk:reader_link                      POST    in        -           -       -        302    302           -       -
desk:reader_leaving                   POST    in        -           -       -        302    302           -       -
desk:reader_erasure                   POST    in        -           -       -        -      302           -       -
desk:readers_lifting                  POST    in        -           -       -        302    302           -       -
desk:readers_import_start             GET     in        -           -       -        -      200           -       -
desk:readers_import_start             POST    in        -           -       -        -      400           -       -
desk:readers_import                   GET     in        -           -       -        -      200           -       -
desk:readers_import_application       POST    in        -           -       -        -      302           -       -
desk:readers_import_abandon           POST    in        -           -       -        -      302           -       -
desk:readers_import_report            GET     in        -           -       -        -      200           -       -
desk:readers_export                   GET     in        -           -       -        -      200           -       -

desk:vocabulary_suggestions           GET     in        200         200     200      200    200           -       200

desk:record_new                       GET     in        302         302     302      -      200           -       -
desk:record_new                       POST    in        302         302     302      -      200           -       -
desk:record_edit                      GET     in        200         200     -        -      200           -       -
desk:record_edit                      POST    in        200         200     -        -      200           -       -
desk:museum_exports                   GET     in        200         200     -        200    200           -       200
desk:museum_export                    GET     in        200         200     -        200    200           -       200
desk:museum_export_chosen             GET     in        404         404     -        404    404           -       404
desk:museum_model                     GET     in        200         200     -        200    200           -       200
desk:line_edit                        GET     in        200         200     -        -      200           -       -
desk:line_edit                        POST    in        200         200     -        -      200           -       -
"""

# name -> arguments of its address
ARGUMENTS = {
    "desk:delivery": lambda world: [world.delivered.delivery_id],
    "desk:delivery_state": lambda world: [world.delivered.delivery_id],
    "desk:delivery_files": lambda world: [world.delivered.delivery_id],
    "desk:delivery_finish": lambda world: [world.delivered.delivery_id],
    "desk:delivery_leave_out": lambda world: [world.delivered.delivery_id],
    "desk:delivery_drop": lambda world: [world.delivered.delivery_id],
    "desk:delivery_piece": lambda world: [world.delivered.delivery_id, world.delivered.pk],
    "desk:museum_exports": lambda world: [world.record.museum_id],
    "desk:museum_export": lambda world: [world.record.museum_id, "json_lines"],
    "desk:museum_export_chosen": lambda world: [world.record.museum_id],
    "desk:museum_model": lambda world: [world.record.museum_id],
    "desk:line_edit": lambda world: [world.submission.pk, world.submission.lines.first().pk],
    "desk:record_edit": lambda world: [world.record.ref],
    "desk:record_history": lambda world: [world.record.ref],
    "desk:record_image": lambda world: [world.record.ref, "0" * 64, 240],
    "desk:record_restore": lambda world: [world.record.ref],
    "desk:record_withdrawal": lambda world: [world.record.ref],
    "desk:record_putting_back": lambda world: [world.record.ref],
    "desk:review_publication": lambda world: [world.submission.pk],
    "desk:review_sending_back": lambda world: [world.submission.pk],
    "desk:review_dropping": lambda world: [world.submission.pk],
    "desk:deciding_progress": lambda world: [world.submission.pk],
    "desk:vocabulary_suggestions": lambda world: [world.scheme],
    "desk:reader": lambda world: [world.reader.pk],
    "desk:reader_suspension": lambda world: [world.reader.pk],
    "desk:reader_revival": lambda world: [world.reader.pk],
    "desk:reader_exclusion": lambda world: [world.reader.pk],
    "desk:reader_link": lambda world: [world.reader.pk],
    "desk:reader_erasure": lambda world: [world.reader.pk],
    "desk:reader_leaving": lambda world: [world.reader.pk, world.reader.subscriptions.get().pk],
    "desk:readers_import": lambda world: [world.waiting_import],
    "desk:readers_import_application": lambda world: [world.waiting_import],
    "desk:readers_import_abandon": lambda world: [world.waiting_import],
    "desk:readers_import_report": lambda world: [world.waiting_import],
    "desk:readers_export": lambda world: ["csv"],
    "desk:newsletter_figures": lambda world: [world.left.issue.newsletter.slug],
    "desk:letter_sending": lambda world: [world.letter.pk],
    "desk:letter_progress": lambda world: [world.left.issue_id],
    "desk:letter_confirm": lambda world: [world.letter.pk],
    "desk:letter_proof": lambda world: [world.letter.pk],
    "desk:letter_submit": lambda world: [world.letter.pk],
    "desk:letter_approve": lambda world: [world.letter.pk],
    "desk:letter_send_back": lambda world: [world.letter.pk],
    "desk:letter_send": lambda world: [world.letter.pk],
    "desk:letter_schedule": lambda world: [world.letter.pk],
    "desk:letter_unschedule": lambda world: [world.letter.pk],
    "desk:letter_pause": lambda world: [world.left.issue_id],
    "desk:letter_resume": lambda world: [world.left.issue_id],
    "desk:letter_confirm_held": lambda world: [world.left.issue_id],
    "desk:letter_cancel": lambda world: [world.left.issue_id],
    "desk:letter_doubts": lambda world: [world.left.issue_id],
    "desk:letter_missed": lambda world: [world.left.issue_id],
    "desk:letter_account": lambda world: [world.left.issue_id],
    "desk:letter_account_table": lambda world: [world.left.issue_id],
    "desk:letter_figures": lambda world: [world.left.issue_id],
    "desk:letter_errata": lambda world: [world.left.issue_id],
    "desk:attendance": lambda world: [world.registered.event_id],
    "desk:attendance_table": lambda world: [world.registered.event_id],
    "desk:attendance_sheet": lambda world: [world.registered.event_id],
    "desk:attendance_message": lambda world: [world.registered.event_id],
    "desk:attendance_presence": lambda world: [world.registered.event_id, world.registered.pk],
    "desk:attendance_cancellation": lambda world: [world.registered.event_id, world.registered.pk],
    "desk:attendance_promotion": lambda world: [world.registered.event_id, world.registered.pk],
    "desk:attendance_return": lambda world: [world.registered.event_id, world.registered.pk],
    "desk:letter_preview": lambda world: [world.letter.pk],
    "desk:letter_mail": lambda world: [world.letter.pk],
    "desk:newsletter": lambda world: [world.newsletter.slug],
    "desk:newsletter_closing": lambda world: [world.newsletter.slug],
    "desk:entry_start": lambda world: ["news"],
    "desk:entry": lambda world: [world.entry.pk],
    "desk:autosave": lambda world: [world.entry.pk],
    "desk:autosave_drop": lambda world: [world.entry.pk],
    "desk:entry_check": lambda world: [world.entry.pk],
    "desk:entry_fix": lambda world: [world.entry.pk],
    "desk:entry_confirm": lambda world: [world.entry.pk],
    "desk:entry_settle": lambda world: [world.entry.pk],
    "desk:entry_submit": lambda world: [world.entry.pk],
    "desk:entry_send_back": lambda world: [world.entry.pk],
    "desk:entry_approve": lambda world: [world.entry.pk],
    "desk:entry_publish": lambda world: [world.entry.pk],
    "desk:entry_schedule": lambda world: [world.entry.pk],
    "desk:entry_unschedule": lambda world: [world.entry.pk],
    "desk:entry_withdraw": lambda world: [world.entry.pk],
    "desk:entry_delete": lambda world: [world.entry.pk],
    "desk:entry_versions": lambda world: [world.entry.pk],
    "desk:entry_restore": lambda world: [world.entry.pk, 1],
    "desk:choose": lambda world: ["pages"],
    "desk:picture": lambda world: [world.picture.pk],
    "desk:picture_removal": lambda world: [world.picture.pk],
    "desk:document_removal": lambda world: [world.document.pk],
    "desk:media": lambda world: [world.picture.sha256, 240],
    "desk:media_light": lambda world: [world.picture.sha256, 240],
    "desk:report": lambda world: [world.submission.pk],
    "desk:lines": lambda world: [world.submission.pk],
    "desk:original": lambda world: [world.submission.pk],
    "desk:findings_csv": lambda world: [world.submission.pk],
    "desk:findings_xlsx": lambda world: [world.submission.pk],
    "desk:line_image": lambda world: [world.submission.pk, world.submission.lines.first().pk, "0" * 64, 480],
    "desk:publication": lambda world: [world.submission.pk],
    "desk:annulation": lambda world: [world.submission.pk],
    "desk:group_mending": lambda world: [world.submission.pk, world.submission.finding_groups.first().pk],
    "desk:group_acceptance": lambda world: [world.submission.pk, world.submission.finding_groups.first().pk],
    "desk:line_mending": lambda world: [world.submission.pk, world.submission.lines.first().pk],
    "desk:line_acceptance": lambda world: [world.submission.pk, world.submission.lines.first().pk],
    "desk:change": lambda world: [world.submission.pk, "REC016", "REFIM"],
    "desk:corrections": lambda world: [world.submission.pk],
    "desk:mending_progress": lambda world: [world.submission.pk],
    "desk:mended_lines": lambda world: [world.submission.pk, world.mending.pk],
    "desk:mending_undoing": lambda world: [world.submission.pk, world.mending.pk],
    "desk:habits": lambda world: ["M0650"],
    "desk:habit_revocation": lambda world: ["M0650", world.habit.pk],
    "desk:habits_csv": lambda world: ["M0650"],
    "desk:habits_xlsx": lambda world: ["M0650"],
    "desk:habits_preview": lambda world: ["M0650"],
    "desk:habits_load": lambda world: ["M0650"],
    "desk:acceptances": lambda world: ["M0650"],
    "desk:acceptance_revocation": lambda world: ["M0650", world.acceptance.pk],
    "desk:finding": lambda world: [world.submission.pk, world.submission.finding_groups.first().pk],
    "account_reset_password_from_key": lambda world: ["1", "perime"],
    "desk:invitation": lambda world: [world.invitation],
    "desk:new_address": lambda world: ["perime"],
    "desk:end_session": lambda world: [world.session.pk],
    "desk:person": lambda world: [world.person.pk],
    "desk:part": lambda world: [world.person.pk],
    "desk:regions": lambda world: [world.person.pk],
    "desk:role": lambda world: [world.person.pk],
    "desk:closing": lambda world: [world.person.pk],
    "desk:reopening": lambda world: [world.person.pk],
    "desk:factor_removal": lambda world: [world.person.pk],
    "desk:invitation_again": lambda world: [world.offered.pk],
    "desk:invitation_revoked": lambda world: [world.offered.pk],
    "mfa_edit_webauthn": lambda world: [1],
    "mfa_remove_webauthn": lambda world: [1],
    "openid_connect_login": lambda world: ["oidc"],
    "openid_connect_callback": lambda world: ["oidc"],
    "desk:museum_conformity": lambda world: [world.museum],
    "desk:museum_measure": lambda world: [world.museum],
    "desk:museum_preparation": lambda world: [world.museum],
    "desk:remark": lambda world: [world.remark.pk],
    "desk:remark_correction": lambda world: [world.remark.pk],
    "desk:remark_answer": lambda world: [world.remark.pk],
    "desk:remark_refusal": lambda world: [world.remark.pk],
    "desk:remark_spam": lambda world: [world.remark.pk],
    "desk:museum": lambda world: [world.museum],
    "desk:museum_enrolment": lambda world: [world.museum],
    "desk:museum_review": lambda world: [world.museum],
    "desk:museum_people": lambda world: [world.museum],
    "desk:museum_member": lambda world: [world.museum, world.person.memberships.get().pk],
    "desk:museum_invitation_again": lambda world: [world.museum, world.colleague.pk],
    "desk:museum_invitation_revoked": lambda world: [world.museum, world.colleague.pk],
    "desk:line": lambda world: [world.submission.pk, world.submission.lines.first().pk],
}

# name -> words posted
POSTED: dict[str, dict[str, str]] = {
    "desk:remark_answer": {"answer": "Merci, c’est exact."},
    "desk:remark_refusal": {"reason": "L’acte de don dit 1905."},
    "desk:museum_people": {"email": "nouveau@example.org", "role": "contributor"},
    "desk:museum_member": {"role": "manager"},
    "desk:resource_order": {"page": "1", "vers": "haut"},
    "desk:account": {"name": "Jeanne Martin"},
    "desk:part": {"office": "editor"},
    "desk:regions": {"regions": "Hauts-de-France"},
    "desk:role": {"museum": "M0650", "role": "manager"},
}
