"""Units, people and their posts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=60, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bureau", "自然资源局"),
                            ("section", "局内科室"),
                            ("reporting", "填报单位"),
                            ("finance", "财政局"),
                            ("agriculture", "农牧局"),
                            ("enforcement", "执法大队"),
                            ("audit", "审计"),
                            ("leading", "领导小组"),
                        ],
                        max_length=20,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=12)),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "bureau",
                                    "section",
                                    "reporting",
                                    "finance",
                                    "agriculture",
                                    "enforcement",
                                    "audit",
                                    "leading",
                                ],
                            )
                        ),
                        name="unit_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("login", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("left", models.DateField(blank=True, null=True)),
                ("must_change", models.BooleanField(default=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="org.unit",
                    ),
                ),
            ],
            options={
                "ordering": ("login",),
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("经办", "经办"),
                            ("复核员", "复核员"),
                            ("审核员", "审核员"),
                            ("指标管理员", "指标管理员"),
                            ("苏木镇", "苏木镇"),
                            ("财政", "财政"),
                            ("分管领导", "分管领导"),
                            ("农牧局", "农牧局"),
                            ("执法大队", "执法大队"),
                            ("审计", "审计"),
                            ("线索管理", "线索管理"),
                            ("系统管理员", "系统管理员"),
                            ("安全管理员", "安全管理员"),
                            ("审计管理员", "审计管理员"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("person", "role", "since"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("given_by", models.F("person")), _negated=True),
                        name="post_not_from_oneself",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("person", "role"),
                        name="post_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "经办",
                                    "复核员",
                                    "审核员",
                                    "指标管理员",
                                    "苏木镇",
                                    "财政",
                                    "分管领导",
                                    "农牧局",
                                    "执法大队",
                                    "审计",
                                    "线索管理",
                                    "系统管理员",
                                    "安全管理员",
                                    "审计管理员",
                                ],
                            )
                        ),
                        name="post_role",
                    ),
                ],
            },
        ),
    ]
