package org.mailback.rig;

import java.util.List;
import java.util.Random;

/** The words of the seeded mail: people, subjects and office prose in several languages, drawn with a caller's seeded dice. */
final class SeedText {

    record Person(String name, String address) {}

    static final List<Person> PEOPLE = List.of(
            new Person("Alice Mayer", "alice@mailback.example"),
            new Person("Bob Lindqvist", "bob@mailback.example"),
            new Person("Carla Rossi", "carla.rossi@mailback.example"),
            new Person("Jürgen Müßig", "juergen.muessig@mailback.example"),
            new Person("Zoë Dubois", "zoe.dubois@mailback.example"),
            new Person("Łukasz Żółkiewski", "lukasz@mailback.example"),
            new Person("Søren Ågård", "soren@nordlys.example"),
            new Person("山田 太郎", "yamada@tokyo.example"),
            new Person("Анна Петрова", "petrova@mailback.example"),
            new Person("Γιώργος Παπαδόπουλος", "giorgos@athina.example"),
            new Person("محمد علي", "m.ali@cairo.example"),
            new Person("Priya Raghunathan", "priya@mailback.example"),
            new Person("O'Neil, Patrick", "p.oneil@supplier.example"),
            new Person("Tomás Núñez", "tomas.nunez@mailback.example"),
            new Person("Facility Desk", "facility@mailback.example"),
            new Person("Build server", "noreply@ci.mailback.example"),
            new Person("Accounts payable", "ap@mailback.example"),
            new Person("陈伟", "chen.wei@shanghai.example"));

    private static final String[] TOPICS = {
        "Quarterly budget", "Release 4.2", "Office move", "Supplier contract", "Security review", "Team offsite",
        "Invoice 2026-%d", "Customer visit", "Onboarding", "Parking permits", "Data protection training",
                "Travel policy",
        "Server room access", "Performance review", "Roadmap workshop", "Incident %d", "Sprint %d planning",
                "Holiday calendar",
        "Coffee machine", "Laptop replacement", "Warehouse audit", "Press release", "Cafeteria menu",
                "Load test results"
    };

    private static final String[] ANGLES = {
        "open questions",
        "final draft",
        "please review",
        "minutes",
        "next steps",
        "reminder",
        "decision needed",
        "status",
        "update from yesterday",
        "your comments by Friday",
        "delayed by a week",
        "approved",
        "numbers attached",
        "who can help?"
    };

    private static final String[] FOREIGN = {
        "Rückfrage zur Übergabe der Prüfprotokolle",
        "Réunion reportée à l'été — détails à confirmer",
        "会議の議事録をお送りします",
        "Отчёт за третий квартал",
        "Πρόσκληση στην παρουσίαση",
        "تقرير الاجتماع الأسبوعي",
        "Zażółć gęślą jaźń: nowy formularz",
        "关于下周培训的通知",
        "Propuesta de presupuesto para el año próximo",
        "🎉 Launch day! 🚀 Thank you, everyone 👩‍💻",
        "Größe & Gewicht: ¼ Palette à 12 €",
        "Prøve på ny løsning ✓"
    };

    private static final String[] SUBJECTS = {
        "The team",
        "Our supplier",
        "The new version",
        "Finance",
        "The customer in Graz",
        "Facility management",
        "Everybody on the list",
        "The second floor",
        "The working group",
        "Operations",
        "The draft",
        "My colleague from Lyon",
        "The test system"
    };

    private static final String[] VERBS = {
        "needs",
        "has confirmed",
        "would like to discuss",
        "cannot find",
        "is waiting for",
        "has finished",
        "will send",
        "asked about",
        "reviewed",
        "postponed",
        "is happy with",
        "depends on",
        "prefers",
        "is going to publish"
    };

    private static final String[] OBJECTS = {
        "the revised figures", "a meeting room for twelve people", "the signed contract", "the migration plan",
                "your feedback",
        "the access cards", "a backup of last week", "the list of open points", "the keys to the archive",
                "the updated slides",
        "the release notes", "the delivery date", "two more laptops", "the results of the survey"
    };

    private static final String[] TAILS = {
        "before the end of the week",
        "as agreed on Monday",
        "although the deadline has moved",
        "without any further cost",
        "so please have a look",
        "which came as a surprise",
        "because the old one is broken",
        "and I will keep you posted",
        "if nobody objects",
        "after lunch",
        "in the usual folder",
        "together with the auditors",
        "until further notice"
    };

    private final Random dice;

    SeedText(Random dice) {
        this.dice = dice;
    }

    Person person() {
        return PEOPLE.get(dice.nextInt(PEOPLE.size()));
    }

    String subject() {
        var topic = pick(TOPICS).formatted(100 + dice.nextInt(900));
        return switch (dice.nextInt(12)) {
            case 0, 1 -> pick(FOREIGN);
            case 2 -> topic;
            default -> topic + ": " + pick(ANGLES);
        };
    }

    /** A subject that needs folding and would break a column of 255 characters. */
    String longSubject() {
        var text = new StringBuilder(subject());
        while (text.length() < 320) {
            text.append(" / ").append(sentence());
        }
        return text.toString();
    }

    String sentence() {
        return pick(SUBJECTS) + " " + pick(VERBS) + " " + pick(OBJECTS) + " " + pick(TAILS) + ".";
    }

    String paragraph() {
        var text = new StringBuilder(sentence());
        for (var more = dice.nextInt(4); more > 0; more--) {
            text.append(' ').append(sentence());
        }
        return text.toString();
    }

    String pick(String[] from) {
        return from[dice.nextInt(from.length)];
    }
}
