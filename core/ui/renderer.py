"""Form renderer: fields everywhere use templates/components/ markup, never Django's defaults."""

from django.forms.renderers import TemplatesSetting


class InterfaceFormRenderer(TemplatesSetting):
    """Renders a field with its label, hint and error as one component."""

    field_template_name = "components/field.html"
    form_template_name = "components/form.html"
