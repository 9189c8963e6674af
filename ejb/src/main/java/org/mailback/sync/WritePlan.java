package org.mailback.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.provider.FolderRef;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.Outcome;
import org.mailback.provider.WriteCommand;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;

/**
 * Turns claimed operations into few provider commands: folder by folder, within a folder what concerns {@code \Seen} before
 * what moves the message away, every command at most 1,000 messages by ascending UID.
 *
 * @param decided operations whose outcome is known without asking the provider
 */
record WritePlan(List<WriteCommand> commands, List<ItemOutcome> decided) {

    private record Group(
            FolderRef source, OperationKind kind, @Nullable Target target) {}

    private static final Comparator<Group> FOLDER_THEN_KIND =
            Comparator.comparing((Group group) -> group.source().name()).thenComparing(Group::kind);

    static WritePlan of(List<ClaimedOperation> batch) {
        var decided = new ArrayList<ItemOutcome>();
        var groups = new LinkedHashMap<Group, List<Item>>();
        for (var operation : batch) {
            var outcome = decide(operation);
            if (outcome != null) {
                decided.add(new ItemOutcome(operation.id(), outcome));
            } else {
                var group = new Group(
                        Objects.requireNonNull(operation.source()),
                        operation.kind().orElseThrow(),
                        operation.target());
                groups.computeIfAbsent(group, g -> new ArrayList<>())
                        .add(new Item(
                                operation.id(),
                                operation.uid(),
                                operation.fingerprint(),
                                operation.uncertain(),
                                operation.copied()));
            }
        }
        return new WritePlan(commands(groups), List.copyOf(decided));
    }

    private static @Nullable Outcome decide(ClaimedOperation operation) {
        if (operation.kind().isEmpty()) {
            return new Outcome.Refused(
                    ErrorClass.UNREADABLE, "cannot read an operation of the kind \"" + operation.kindCode() + '"');
        }
        var source = operation.source();
        if (source == null) {
            return new Outcome.Moved("its place at the provider is not known");
        }
        if (operation.alreadyThere() && !operation.uncertain()) {
            return Outcome.Done.PLAIN;
        }
        return null;
    }

    private static List<WriteCommand> commands(Map<Group, List<Item>> groups) {
        var commands = new ArrayList<WriteCommand>();
        groups.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(FOLDER_THEN_KIND))
                .forEach(entry -> {
                    var group = entry.getKey();
                    var items = entry.getValue();
                    items.sort(Comparator.comparingLong(Item::uid));
                    for (int from = 0; from < items.size(); from += WriteCommand.MAX_ITEMS) {
                        var part = items.subList(from, Math.min(items.size(), from + WriteCommand.MAX_ITEMS));
                        commands.add(new WriteCommand(group.kind(), group.source(), group.target(), part));
                    }
                });
        return List.copyOf(commands);
    }
}
