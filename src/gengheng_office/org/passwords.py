"""What a password must be. Every rule says in a sentence what to do; all are said at once."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from gengheng_office.org.models import Person

SHORTEST = 10


class Long:
    """At least ten signs, of two kinds."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise `ValidationError` where a password is short or of one kind of signs."""
        kinds = sum((
            any(c.isdigit() for c in password),
            any(c.isalpha() for c in password),
            any(not c.isalnum() for c in password),
        ))  # fmt: skip
        if len(password) < SHORTEST or kinds < 2:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """Return the rule."""
        return f"口令至少{SHORTEST}位，字母、数字、符号至少两种"


class NotTheName:
    """Not the account, and not within it."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise `ValidationError` where the password holds the account, or the reverse."""
        login = user.login.lower() if user else ""
        if login and (login in password.lower() or password.lower() in login):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """Return the rule."""
        return "口令不得含有账号"


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand that everybody tries first."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise `ValidationError` for a common password."""
        if password.lower().strip() in self.passwords:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """Return the rule."""
        return "口令太常见，请换一个"
