from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("全文检索")

    def ready(self) -> None:
        from search import indexing, jobs, operations  # noqa: F401  (they register handlers, the nightly job, the health check)
