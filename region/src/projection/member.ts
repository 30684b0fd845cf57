import { readMembersDoc } from '@pharos/resources/member/fields';
import { projector } from './projector.ts';

/** A later epoch wins over what the configuration said. */
export const members = projector(
  ({ after }) => readMembersDoc(after),
  (tx, rows) =>
    rows.flat().map(
      ({ region, number, epoch, state }) => tx`
        insert into member (region, number, epoch, state) values (${region}, ${number}, ${epoch}, ${state})
        on conflict (region) do update set number = excluded.number, epoch = excluded.epoch, state = excluded.state, at = now()
        where member.epoch <= excluded.epoch`,
    ),
);
