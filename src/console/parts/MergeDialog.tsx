import { useInfiniteQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Tag from "antd/es/tag";
import { useDeferredValue, useState } from "react";
import type { SimilarTicket, TicketDetail, TicketRow } from "../../api/tickets.ts";
import { openStatuses } from "../../domain/ticket.ts";
import { ticketsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { Dialog } from "./Dialog.tsx";
import type { DecisionDialogProps } from "./decide.ts";
import { StatusTag } from "./TicketTags.tsx";

/** How many hits of a search are offered; whoever needs more types another letter. */
const hitsMax = 8;

/** Asks which open ticket this one belongs to: the similar ones at once, any other by search. */
export function MergeDialog({ ticket, onDecide, onClose }: DecisionDialogProps) {
  const text = useText();
  const [words, setWords] = useState("");
  const q = useDeferredValue(words.trim());
  const found = useInfiniteQuery({
    ...ticketsQuery({ q, status: openStatuses.join(","), limit: String(hitsMax + 1) }),
    enabled: q !== "",
  });
  const offered = q === "" ? ticket.similar : (found.data?.pages[0]?.tickets ?? []);
  const targets = offered.filter(({ id, status }) => id !== ticket.id && status !== "draft").slice(0, hitsMax);
  return (
    <Dialog title={text.merge.title} onClose={onClose}>
      <p className="hint">{text.merge.hint}</p>
      <p className="hint">{text.merge.hintOtherGroup}</p>
      <Input
        type="search"
        size="large"
        placeholder={text.merge.search}
        aria-label={text.merge.search}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      <div className="choices" aria-live="polite">
        {targets.map((target) => (
          <Button
            key={target.id}
            size="large"
            block
            className="merge-target"
            onClick={() => onDecide([{ event: "merge", intoTicketId: target.id }])}
          >
            <StatusTag status={target.status} />
            {isOfOtherGroup(target, ticket) && <Tag>{text.incident.otherGroup}</Tag>}
            <code>{target.code}</code> {target.summary}
          </Button>
        ))}
        {targets.length === 0 && <p className="hint">{found.isFetching ? text.states.loading : text.merge.none}</p>}
      </div>
    </Dialog>
  );
}

function isOfOtherGroup(target: SimilarTicket | TicketRow, { group }: TicketDetail): boolean {
  return "otherGroup" in target ? target.otherGroup : target.group?.id !== group?.id;
}
