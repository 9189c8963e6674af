package org.mailback.provider.imap;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.Outcome;
import org.mailback.provider.WriteCommand.Item;

/** The outcomes of one command, message by message; the first word about a message stands. */
final class Outcomes {

    private final Map<Long, Outcome> settled = new LinkedHashMap<>();
    private final List<Item> items;

    Outcomes(List<Item> items) {
        this.items = items;
    }

    void settle(Item item, Outcome outcome) {
        settled.putIfAbsent(item.uid(), outcome);
    }

    void settle(Collection<Item> several, Outcome outcome) {
        several.forEach(item -> settle(item, outcome));
    }

    List<Item> unsettled() {
        return unsettled(items);
    }

    List<Item> unsettled(Collection<Item> among) {
        return among.stream().filter(item -> !settled.containsKey(item.uid())).toList();
    }

    void settleRest(Outcome outcome) {
        settle(items, outcome);
    }

    List<ItemOutcome> all() {
        return items.stream()
                .map(item -> new ItemOutcome(item.operationId(), settled.get(item.uid())))
                .toList();
    }
}
