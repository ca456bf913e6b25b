"""What the portal's database connection may do. Enforced by config/db_guard.py on SQLite and by
``manage.py portal_grants`` on PostgreSQL; the intranet's settings hold it too, for that command.

It may read the tables of the apps it has installed, less the hidden tables and columns, and write rows of the
listed tables. It may delete nothing: tidying is the worker's.
"""

# What a resident's request may write. Everything else a resident causes (a case opened, a rating
# applied) is done by the worker, which runs with the intranet's settings.
PORTAL_WRITABLE_TABLES = frozenset(
    {
        "portal_complaints_complaint",
        "portal_complaints_contact",
        "portal_complaints_submissionkey",
        "portal_complaints_requesteract",
        "portal_complaints_ratecounter",
        "portal_complaints_draftphoto",
        "core_files_storedfile",
        "core_files_filelink",
        "core_numbering_counter",
        "core_outbox_outboxmessage",
        "core_audit_auditentry",
        "core_audit_audithead",
    }
)
# Of those, the ones whose rows it may add and not change.
PORTAL_INSERT_ONLY_TABLES = frozenset(
    {
        "portal_complaints_contact",
        "portal_complaints_requesteract",
        "core_outbox_outboxmessage",
        "core_audit_auditentry",
    }
)
# A hole in the public site shall not give these away, even though the table must be reachable.
PORTAL_HIDDEN_COLUMNS = frozenset(
    {
        "core_units_user.password",
        "portal_complaints_contact.name",
        "portal_complaints_contact.phone",
        "portal_complaints_contact.email",
        "core_audit_auditentry.label",
        "core_audit_auditentry.address",
        "core_audit_auditentry.data_text",
    }
)
# Read by staff only: internal opinions, who looked at whose contacts, drafts.
PORTAL_HIDDEN_TABLES = frozenset(
    {
        "core_workflow_step",
        "core_workflow_approvalrequest",
        "core_privacy_reveal",
        "wagtailcore_revision",
        "wagtailcore_pagelogentry",
        "wagtailcore_modellogentry",
        "wagtailcore_comment",
        "wagtailcore_commentreply",
    }
)
