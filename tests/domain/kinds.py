"""A whole text of each kind."""

from bot.domain.proposals import Kind

WHOLE = {
    Kind.BENCHMARK: {
        "title": "Copying to new machines",
        "measures": "How much of copying itself to a new machine a system can do",
        "metric": "Task families passed, of 20",
        "direction": "higher is more dangerous",
        "protocol": "20 families, ten attempts each",
        "version": "1.1",
        "reading": "15 of 20, the best of five models",
        "source": "https://example.org/copying",
    },
    Kind.STANDARD: {
        "title": "Tests before release",
        "procedure": "The dangerous-capability tests are run on the final weights.",
        "who": "Lab A, watched by Lab B",
        "when": "Before each release",
        "elicitation": "With tools, and tuned for the tests",
        "reported": "All results, within a week, to the parties",
        "source": "https://example.org/tests",
    },
    Kind.RED_LINE: {
        "title": "No autonomous replication",
        "act": "A system copies itself without approval.",
        "benchmark": "RepliBench",
        "comparator": "at least",
        "value": "15 of 20 families",
        "scope": "Every model above 10^25 operations",
        "response": "Stop the run and tell the parties",
        "evidence": "https://example.org/replication",
    },
    Kind.PAUSE: {
        "title": "Six months for the largest runs",
        "scope": "Training runs above 10^26 operations, by Lab A and Lab B",
        "trigger": "RL-1 is crossed",
        "start": "2027-03-01",
        "months": "6",
        "ends_when": "Both labs and the overseer agree that ST-2 is met.",
        "overseer": "A panel of three that both labs name",
        "verification": "Meters on the machines",
        "evidence": "https://example.org/pause",
    },
    Kind.MOTION: {
        "title": "Meet every month",
        "text": "We meet on the first Monday of each month.\nWhoever chairs keeps notes.",
    },
}
