"""The journal, and triggers by which the database refuses to change or remove a line."""

from typing import Any

from django.db import migrations, models

SQLITE = """
create trigger journal_no_update before update on journal_line
begin select raise(abort, '操作记录不得修改'); end;
create trigger journal_no_delete before delete on journal_line
begin select raise(abort, '操作记录不得删除'); end;
"""
POSTGRESQL = """
create function journal_refuse() returns trigger language plpgsql as
$$ begin raise exception '操作记录不得修改或删除'; end $$;
create trigger journal_no_change before update or delete or truncate on journal_line
for each statement execute function journal_refuse();
"""


def guard(_: Any, editor: Any) -> None:
    """Write the triggers of whichever database this is."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
    else:
        for word in SQLITE.split("end;")[:-1]:
            editor.execute(word + "end;")


class Migration(migrations.Migration):
    """First."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Line",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("body", models.TextField()),
                ("at", models.DateTimeField(db_index=True)),
                ("actor", models.CharField(db_index=True, max_length=64)),
                ("act", models.CharField(db_index=True, max_length=64)),
                ("about", models.CharField(db_index=True, max_length=200)),
            ],
            options={"ordering": ("number",)},
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
