package org.mailback.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.model.MailServer.Box;
import org.mailback.model.ServerProvider.Abilities;
import org.mailback.model.ServerProvider.Moving;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.provider.FolderRole;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.Outcome;
import org.mailback.provider.Outcome.Done;
import org.mailback.provider.Outcome.Position;
import org.mailback.provider.WriteCommand;
import org.mailback.provider.WriteCommand.Item;

/** One write command at the server, as the IMAP provider would send it: a move without MOVE is a copy, a mark and an expunge. */
final class Writing {

    private static final String DELETED = "\\Deleted";

    private final MailServer server;
    private final Abilities abilities;
    private final Witness witness;
    private final WriteCommand command;
    private final Runnable stop;
    private final Map<Item, Outcome> outcomes = new LinkedHashMap<>();

    Writing(MailServer server, Abilities abilities, Witness witness, WriteCommand command, Runnable stop) {
        this.server = server;
        this.abilities = abilities;
        this.witness = witness;
        this.command = command;
        this.stop = stop;
    }

    /** @param half the connection is cut when half is done */
    List<ItemOutcome> act(List<Item> items, boolean half) {
        if (source() == null) {
            items.forEach(item -> outcomes.put(item, new Outcome.Moved("another UIDVALIDITY")));
        } else {
            switch (command.kind()) {
                case MARK_READ, MARK_UNREAD -> mark(half ? firstHalf(items) : items);
                case DELETE -> delete(items, half);
                case TRASH, RESTORE -> move(items, half);
            }
        }
        return outcomes.entrySet().stream()
                .map(outcome -> new ItemOutcome(outcome.getKey().operationId(), outcome.getValue()))
                .toList();
    }

    private static List<Item> firstHalf(List<Item> items) {
        return items.subList(0, items.size() / 2);
    }

    private @Nullable Box source() {
        var box = server.boxes().get(command.source().name());
        return box == null || box.validity != command.source().uidValidity() ? null : box;
    }

    private List<Item> present(Collection<Item> items) {
        var box = source();
        return items.stream()
                .filter(item -> box != null && box.mails.containsKey(item.uid()))
                .toList();
    }

    private void mark(List<Item> items) {
        var box = Objects.requireNonNull(source());
        var seen = command.kind() == OperationKind.MARK_READ;
        items.forEach(item -> outcomes.put(item, new Outcome.Gone("no such UID")));
        for (var item : present(items)) {
            var mail = box.mails.get(item.uid());
            witness.stored(mail, seen);
            server.set(box, item.uid(), mail.with(seen));
            outcomes.put(item, Done.PLAIN);
        }
    }

    private void delete(List<Item> items, boolean half) {
        if (!abilities.uidplus()) {
            items.forEach(
                    item -> outcomes.put(item, new Outcome.Refused(ErrorClass.UNSUPPORTED, "server lacks UIDPLUS")));
            return;
        }
        items.forEach(item -> outcomes.put(item, new Outcome.Gone("no such UID")));
        var before = present(items);
        if (!expunge(before, half)) {
            return;
        }
        before.forEach(item -> outcomes.put(item, Done.PLAIN));
    }

    /** @return false if it was cut after the mark */
    private boolean expunge(Collection<Item> items, boolean half) {
        for (var item : present(items)) {
            var box = Objects.requireNonNull(source());
            server.set(box, item.uid(), box.mails.get(item.uid()).with(DELETED));
        }
        if (half) {
            return false;
        }
        stop.run();
        for (var item : present(items)) {
            var box = Objects.requireNonNull(source());
            if (!abilities.uidplus()) {
                witness.leftBehind(box.mails.get(item.uid()));
                continue;
            }
            witness.expunged(box.mails.get(item.uid()));
            server.remove(box, item.uid());
        }
        return true;
    }

    private void move(List<Item> items, boolean half) {
        if (targetName().equals(command.source().name())) {
            items.forEach(item -> outcomes.put(item, new Outcome.Gone("no such UID")));
            present(items).forEach(item -> outcomes.put(item, Done.PLAIN));
            return;
        }
        probe(items.stream().filter(Item::uncertain).toList());
        if (half && abilities.moving() != Moving.COPY) {
            items = firstHalf(items);
        }
        var rest = items.stream().filter(item -> !outcomes.containsKey(item)).toList();
        if (rest.isEmpty()) {
            return;
        }
        var target = target();
        if (target == null) {
            rest.forEach(item -> outcomes.put(item, new Outcome.NoTarget("NO [TRYCREATE]")));
            return;
        }
        rest.forEach(item -> outcomes.put(item, new Outcome.Gone("no such UID")));
        if (abilities.moving() != Moving.COPY) {
            present(rest).forEach(item -> moveAtOnce(item, target));
            return;
        }
        var copies = new LinkedHashMap<Item, Position>();
        present(rest).forEach(item -> copies.put(item, copy(item, target)));
        if (!half) {
            stop.run();
            finish(copies);
        }
    }

    private @Nullable Box target() {
        var target = Objects.requireNonNull(command.target());
        var box = server.boxes().get(target.name());
        return box == null && target.role() == FolderRole.TRASH ? server.create(target.name(), target.role()) : box;
    }

    private String targetName() {
        return Objects.requireNonNull(command.target()).name();
    }

    private void moveAtOnce(Item item, Box target) {
        var box = Objects.requireNonNull(source());
        var mail = box.mails.get(item.uid());
        server.remove(box, item.uid());
        long uid = server.put(target, mail);
        witness.placed(mail, targetName(), false);
        var position = new Position(targetName(), target.validity, uid);
        outcomes.put(
                item,
                switch (abilities.moving()) {
                    case MOVE_TELLS, COPY -> new Done(position, null);
                    case MOVE_SECRET -> Done.PLAIN;
                    case MOVE_PROBED ->
                        uid >= Objects.requireNonNull(command.target()).uidFloor()
                                ? new Done(position, null)
                                : new Outcome.Gone("not found");
                });
    }

    private Position copy(Item item, Box target) {
        var mail = Objects.requireNonNull(source()).mails.get(item.uid());
        witness.placed(mail, targetName(), true);
        return new Position(targetName(), target.validity, server.put(target, mail));
    }

    private void finish(Map<Item, Position> copies) {
        expunge(copies.keySet(), false);
        copies.forEach((item, position) -> outcomes.put(item, new Done(position, null)));
    }

    /**
     * A copy belongs first to whom has left the source; to others only if there are no more copies than messages, and only
     * where moves are copies.
     */
    private void probe(List<Item> uncertain) {
        var target = server.boxes().get(targetName());
        var here = new TreeSet<>(present(uncertain).stream().map(Item::uid).toList());
        var halves = new LinkedHashMap<Item, Position>();
        uncertain.stream().collect(Collectors.groupingBy(Item::fingerprint)).forEach((fingerprint, group) -> {
            var found = new ArrayList<Long>();
            if (target != null) {
                target.mails
                        .tailMap(Objects.requireNonNull(command.target()).uidFloor())
                        .forEach((uid, mail) -> {
                            if (mail.fingerprint().equals(fingerprint)) {
                                found.add(uid);
                            }
                        });
            }
            var clear = found.size() <= group.size();
            group.stream()
                    .sorted(Comparator.comparing((Item item) -> here.contains(item.uid()))
                            .thenComparing(Item::uid))
                    .forEach(item -> {
                        var inSource = here.contains(item.uid());
                        var copy = !found.isEmpty() && (clear || !inSource)
                                ? new Position(targetName(), Objects.requireNonNull(target).validity, found.remove(0))
                                : null;
                        if (!inSource) {
                            outcomes.put(item, copy == null ? new Outcome.Gone("nowhere") : new Done(copy, null));
                        } else if (copy != null && abilities.moving() == Moving.COPY) {
                            halves.put(item, copy);
                        }
                    });
        });
        finish(halves);
    }
}
