"""Complaints as residents know them. Cases, which staff work on, are in intranet.casework."""

from portal.complaints.models.acts import RequesterAct
from portal.complaints.models.admission import DraftPhoto, RateCounter, SubmissionKey
from portal.complaints.models.complaint import Complaint, Contact
from portal.complaints.models.progress import PublicProgress, PublicStep

__all__ = ["Complaint", "Contact", "DraftPhoto", "PublicProgress", "PublicStep", "RateCounter", "RequesterAct", "SubmissionKey"]
