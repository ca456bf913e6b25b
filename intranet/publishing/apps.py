from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetPublishingConfig(AppConfig):
    name = "intranet.publishing"
    label = "intranet_publishing"
    verbose_name = _("信息发布")

    def ready(self) -> None:
        from core.ui.navigation import NavItem, register
        from intranet.publishing import handlers, receivers, wagtail_actions, workplace
        from intranet.publishing.rights import has_publishing_role
        from intranet.publishing.services import page_publication_check
        from portal.base.publication import register_publication_check

        wagtail_actions.install()
        register_publication_check(page_publication_check)
        receivers.connect()
        workplace.register()
        assert handlers  # imported for its registrations
        register(NavItem(_("门户"), _("信息发布"), "megaphone", "intranet_publishing:home", order=400, visible=has_publishing_role))
