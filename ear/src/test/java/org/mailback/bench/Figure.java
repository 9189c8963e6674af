package org.mailback.bench;

import java.util.Locale;

/**
 * One row of the table.
 *
 * @param what was measured, with its size
 * @param value the median of the runs
 * @param unit of both values, such as {@code ms} or {@code /s}
 * @param against what the limit is
 * @param limit the same, by the shortest way there is; measured in the same run
 * @param goal what the ratio of value to limit should be
 */
record Figure(String what, double value, String unit, String against, double limit, Goal goal) {

    /** A bound of the ratio. */
    record Goal(boolean atMost, double ratio) {

        static Goal atMost(double ratio) {
            return new Goal(true, ratio);
        }

        static Goal atLeast(double ratio) {
            return new Goal(false, ratio);
        }

        boolean isMetBy(double measured) {
            return atMost ? measured <= ratio : measured >= ratio;
        }

        @Override
        public String toString() {
            return (atMost ? "≤ " : "≥ ") + number(ratio);
        }
    }

    double ratio() {
        return value / limit;
    }

    boolean isMet() {
        return goal.isMetBy(ratio());
    }

    /** How far from the goal: 1 is just met, more is better than asked. */
    double reserve() {
        return goal.atMost() ? goal.ratio() / ratio() : ratio() / goal.ratio();
    }

    static String heading() {
        return "| what | measured | against | limit | ratio | goal |\n|---|--:|---|--:|--:|--:|";
    }

    String row() {
        return "| %s | %s %s | %s | %s %s | **%s** | %s%s |"
                .formatted(
                        what,
                        number(value),
                        unit,
                        against,
                        number(limit),
                        unit,
                        number(ratio()),
                        goal,
                        isMet() ? "" : " missed");
    }

    /** With three digits that tell something. */
    static String number(double value) {
        if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
