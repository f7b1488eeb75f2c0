"""The words by which an entry is judged. A first table, of the field's general vocabulary: small, and easy to read.

A *concept* is a set of words and phrases of up to three words, in lower case, with hyphens and apostrophes as spaces.
A *rule* gives points where all its concepts stand in one sentence; negative ones are other senses of the same words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

KEPT_FROM = 3
"""The points from which an entry is kept."""

_CONCEPTS = {
    "ai": """ai, a i, agi, asi, ia, artificial intelligence, general intelligence, superintelligence,
        superintelligent, machine intelligence, smarter than human, llm, llms, language model, language models,
        foundation models, frontier model, frontier models, frontier labs, chatbot, chatbots, chatgpt, pauseai,
        stopai, controlai""",
    "lab": "openai, anthropic, deepmind, xai, mistral, deepseek, gpt, claude, gemini, grok, llama, ai lab, ai labs",
    "frontier": """frontier, superintelligence, superintelligent, agi, smarter than human, powerful ai, advanced ai,
        general purpose ai, systemic risk, training run, training runs, training cluster, training clusters,
        training compute""",
    "halt": """pause, pauses, paused, pausing, halt, halts, halted, halting, stop, stops, stopping, moratorium,
        moratoria, ban, bans, banning, freeze, slow, slows, slowing, slow down, slowdown, brake, brakes, shut
        down, shutdown, shutting down, suspend, suspends, suspended, pacing, pull the plug, delay, delays, wait""",
    "pause": "pause, moratorium, moratoria, halt, ban, freeze, slowdown, shutdown",
    "making": """training, develop, development, developing, experiments, research, race, model, models, system,
        systems, deploy, deployment, build, building""",
    "red line": "red line, red lines",
    "law": """law, laws, bill, act, legislation, legislators, regulate, regulation, regulations, regulator,
        regulators, rule, rules, binding, licence, licences, license, licensing, liability, legal duty,
        mandatory, statute, senate""",
    "binding": "binding, enforceable, legally binding, mandatory, licensing",
    "accord": "treaty, accord, pact, agreement, convention, declaration, communique, joint statement, summit",
    "check": """inspect, inspection, inspections, inspectors, verify, verifies, verification, check, checks, monitor,
        monitoring, declare, declared, audit, audits""",
    "compute": """compute, cluster, clusters, gpu, gpus, chip, chips, data centre, data centres, data center,
        data centers""",
    "test": """evaluation, evaluations, evaluate, evaluates, evaluated, evaluating, assessment, assessments, test,
        tests, tested, testing, red teaming, evals""",
    "capability": """capability, capabilities, dangerous capability, dangerous capabilities, uplift, autonomy, self
        improvement""",
    "evaluator": "metr, aisi, caisi, ai security institute, ai safety institute, apollo research",
    "finding": "risk, report, evaluation, evaluations, assessment, findings, time horizon, time horizons",
    "framework": """responsible scaling, responsible scaling policy, preparedness framework, frontier safety framework,
        frontier safety commitments, frontier model forum""",
    "promise": """safety framework, safety frameworks, safety case, safety cases, safety report, safety reports, safety
        pledge, safety pledges, safety commitment, safety commitments, safety policy, safety evaluations, system
        card""",
    "safety": "safety, security",
    "pledge": "pledge, pledges, pledged, commitment, commitments, promise, promised",
    "protest": """protest, protests, protesters, protesting, to march, march for, march against, marched, activist,
        activists, campaigners, demonstrators, hunger strike, petition, open letter""",
    "movement": "pauseai, stopai, controlai, pause ai, stop ai",
    "rogue": """misalignment, misaligned, scheming, sandbagging, loss of control, losing control, escaped control, out
        of control, self exfiltration, rogue ai, recursive self improvement""",
    "limit": "limit, limits, restrict, restrictions, curb, curbs, controls, guardrails, safeguards",
    "danger": "dangerous, catastrophic, extinction, existential, takeover, doom",
    # What follows are other senses.
    "railway": "metro, rail, riders, commuters, station, stations, derails, derailed, transit, subway",
    "war": "ceasefire, cease fire, truce, gaza, hostages, humanitarian pause",
    "tariffs": "tariff, tariffs, trade war",
    "rates": "interest rate, interest rates, rate rises, rate cuts, rate hikes, central bank, inflation",
    "elsewhere": """eviction, evictions, foreclosures, wind, drilling, fracking, deep sea, rentals, executions, death
        penalty, whaling, fishing""",
    "collector": "garbage collector, garbage collection, gc, jvm, latency",
    "medicine": "clinical, clinical trial, drug, vaccine, patients, therapy",
    "local": "county, city, council, zoning, residents, electricity, water, permits, town, planning",
    "work": "hiring, layoffs, job cuts, recruitment",
    "privacy": "user data, personal data, privacy, gdpr",
    "product": "button, new feature, app, subscription",
    "cars": "robotaxi, robotaxis, driverless, self driving, autonomous vehicles",
    "money": "raises, funding, ipo, valuation, shares, revenue, investors",
    "media": "copyright, deepfake, deepfakes, film, album, festival, artists",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """*reason* is what people read. *ai* asks that the entry as a whole speaks of AI.

    With *within*, the concepts follow each other in this order, so many words apart at most.
    """

    reason: str
    points: int
    concepts: Sequence[str]
    ai: bool = True
    within: int | None = None


RULES: Sequence[Rule] = (
    Rule("pause", 4, ("halt", "frontier")),
    Rule("pause", 4, ("halt", "making", "ai")),
    Rule("pause", 4, ("halt", "ai"), within=4),
    Rule("pause", 4, ("ai", "pause"), within=1),
    Rule("pause", 3, ("halt", "making", "lab")),
    Rule("pause", 2, ("halt", "lab")),
    Rule("red line", 4, ("red line",)),
    Rule("frontier law", 4, ("law", "frontier")),
    Rule("frontier law", 4, ("law", "rogue")),
    Rule("frontier law", 3, ("binding", "ai")),
    Rule("frontier law", 1, ("law", "ai")),
    Rule("limits on AI", 2, ("limit", "ai")),
    Rule("international agreement", 3, ("accord", "ai", "safety")),
    Rule("verification", 4, ("check", "compute")),
    Rule("verification", 4, ("check", "frontier")),
    Rule("capability evaluation", 3, ("test", "frontier")),
    Rule("capability evaluation", 3, ("test", "capability")),
    Rule("capability evaluation", 3, ("evaluator", "finding"), ai=False),
    Rule("safety commitment", 4, ("framework",), ai=False),
    Rule("safety commitment", 3, ("promise",)),
    Rule("safety commitment", 3, ("promise", "making"), ai=False),
    Rule("safety commitment", 4, ("pledge", "safety")),
    Rule("pause movement", 4, ("movement",)),
    Rule("pause movement", 3, ("protest", "ai")),
    Rule("loss of control", 3, ("rogue",)),
    Rule("grave risk", 1, ("danger", "ai")),
    Rule("a railway line", -6, ("red line", "railway"), ai=False),
    Rule("a ceasefire", -5, ("war",), ai=False),
    Rule("tariffs", -5, ("tariffs",), ai=False),
    Rule("interest rates", -5, ("rates",), ai=False),
    Rule("a moratorium on something else", -5, ("pause", "elsewhere"), ai=False),
    Rule("a program's pauses", -5, ("collector",), ai=False),
    Rule("a medical trial", -5, ("halt", "medicine"), ai=False),
    Rule("a local data-centre dispute", -5, ("halt", "compute", "local"), ai=False),
    Rule("jobs", -4, ("work",), ai=False),
    Rule("use of personal data", -4, ("privacy",), ai=False),
    Rule("a product's feature", -4, ("halt", "product"), ai=False),
    Rule("self-driving cars", -4, ("cars",), ai=False),
    Rule("money", -3, ("money",), ai=False),
    Rule("media and copyright", -3, ("media",), ai=False),
)


def _phrases() -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for concept, phrases in _CONCEPTS.items():
        for phrase in phrases.split(","):
            first, *rest = phrase.split()
            found.setdefault(first, []).append((tuple(rest), concept))
    return found


PHRASES: Mapping[str, Sequence[tuple[tuple[str, ...], str]]] = _phrases()
"""For each first word, the words that may follow it and the concept that they then make."""

RULES_BY_CONCEPT: Mapping[str, Sequence[Rule]] = {
    first: [rule for rule in RULES if rule.concepts[0] == first]
    for first in dict.fromkeys(r.concepts[0] for r in RULES)
}
"""The rules that begin with each concept."""
