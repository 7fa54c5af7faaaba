"""Jobs as Django knows them."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """Jobs and their worker."""

    name = "gengheng_office.jobs"
    label = "jobs"
    verbose_name = "后台任务"
