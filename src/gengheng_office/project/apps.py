"""The project as Django knows it: its templates and static files."""

from django.apps import AppConfig


class Project(AppConfig):
    """Frame, styles and scripts."""

    name = "gengheng_office.project"
    label = "project"
    verbose_name = "办公"
