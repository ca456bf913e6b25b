"""Writing complaints.

``complaint_submit`` and ``complaint_register`` take complaints in; ``progress_set`` and ``act_settle`` are for
casework, inside its own transaction; the rest serves the portal's forms.
"""

from portal.complaints.services.acts import act_settle, act_submit
from portal.complaints.services.admission import attempt_count, drafts_keep, drafts_sweep, submission_bookkeeping_sweep
from portal.complaints.services.progress import progress_set
from portal.complaints.services.retention import contacts_anonymise
from portal.complaints.services.submission import Receipt, complaint_register, complaint_submit

__all__ = [
    "Receipt",
    "act_settle",
    "act_submit",
    "attempt_count",
    "complaint_register",
    "complaint_submit",
    "contacts_anonymise",
    "drafts_keep",
    "drafts_sweep",
    "progress_set",
    "submission_bookkeeping_sweep",
]
