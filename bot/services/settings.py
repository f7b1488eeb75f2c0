"""A space's settings: how it likes to be spoken to, and whom it registers."""

from datetime import datetime

from bot.domain.errors import NotNow
from bot.domain.habits import HabitsChange
from bot.domain.ids import Entropy
from bot.domain.people import Actor, Habits
from bot.ports import Transaction
from bot.services.acting import Scope, act
from bot.views.settings import did


async def change_habits(tx: Transaction, actor: Actor, change: HabitsChange, now: datetime, entropy: Entropy) -> Habits:
    """Make *change* in the settings of *actor*'s space and return how they stand then.

    :raises NotNow: where they say so already.
    """
    held = actor.space.habits
    habits = change.made_in(held)
    if habits == held:
        raise NotNow("The settings say so already; nothing was changed. `settings` shows them.")
    await tx.communities.set_habits(actor.space.id, habits)
    data = {"space": actor.space.id, **change.data()}
    await act(tx, actor, Scope.SPACE, "space.settings", data, did(change), now, entropy)
    return habits
