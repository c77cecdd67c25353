/** Blocks that staff keep in three languages: seen, made, changed, and no longer used. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { languages } from '../../../server/contract/codes.ts';
import type { Block } from '../../../server/contract/console/blocks.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { type Column, Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { BlockForm } from './BlockForm.tsx';
import { useBlockWords } from './useBlockWords.ts';

const mistakesOf = (block: Block): number =>
  Object.values(block.findings)
    .flat()
    .filter(({ level }) => level === 'error').length;

/** A name is read whole: its column is as wide as its longest word. */
const Name = ({ children }: { children: string }) => (
  <Box component="strong" sx={{ overflowWrap: 'break-word' }}>
    {children}
  </Box>
);

const useColumns = (): Column<Block>[] => {
  const word = useBlockWords();
  const translate = useTranslate();
  const locale = useLocale();
  return [
    { name: 'name', label: word('name'), show: (b) => <Name>{b.name}</Name> },
    { name: 'note', label: word('note'), show: (b) => b.note || '–' },
    {
      name: 'languages',
      label: word('languages'),
      show: (b) =>
        languages
          .filter((l) => b.texts[l])
          .map((l) => translate(`fb.language.${l}`))
          .join(' · '),
    },
    { name: 'drafts', label: word('drafts'), show: (b) => word('count', { n: b.drafts }) },
    {
      name: 'state',
      label: word('state'),
      show: (b) => {
        const wrong = mistakesOf(b);
        return `${word(b.retired ? 'retired' : 'used')}${wrong > 0 ? ` · ${word('mistakes', { n: wrong })}` : ''}`;
      },
    },
    {
      name: 'changed',
      label: word('changed'),
      show: ({ actor, changedAt, changedByName }) =>
        translate('fb.suppressions.by', {
          at: moment(changedAt, locale),
          actor: changedByName ?? (actor === 'cli' ? translate('fb.bulletins.history.cli') : actor),
        }),
    },
  ];
};

const Acts = ({ block, onEdit, onDone }: { block: Block; onEdit: () => void; onDone: () => void }) => {
  const word = useBlockWords();
  const { run, busy } = useAct();
  const bringBack = async () => {
    if (await run(() => call('POST', `/blocks/${block.id}/bring-back`, {}))) onDone();
  };
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      <Button variant="outlined" size="small" onClick={onEdit}>
        {word('edit')}
      </Button>
      {block.retired ? (
        <Button variant="outlined" size="small" disabled={busy} onClick={() => void bringBack()}>
          {word('bringBack')}
        </Button>
      ) : (
        <AskButton
          variant="outlined"
          asking={{
            title: word('retireTitle', { name: block.name }),
            text: word('retireText', { n: block.drafts }),
            go: word('retire'),
            run: async () => {
              await call('POST', `/blocks/${block.id}/retire`, {});
              onDone();
            },
          }}
        />
      )}
    </Box>
  );
};

const BlockList = () => {
  const word = useBlockWords();
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/blocks');
  /** Null: nothing is written; 'new': a new one. */
  const [open, setOpen] = useState<Block | 'new' | null>(null);
  const may = permissions.includes('bulletin.write');
  const name = translate('resources.blocks.name', { smart_count: 2 });
  const act: Column<Block> = {
    name: 'act',
    label: translate('fb.common.actions'),
    show: (b) => <Acts block={b} onEdit={() => setOpen(b)} onDone={asked.again} />,
    whole: true,
  };
  const columns = useColumns();
  return (
    <Page
      title={name}
      intro={word('intro')}
      actions={
        may && (
          <Button variant="contained" onClick={() => setOpen('new')}>
            {word('add')}
          </Button>
        )
      }
    >
      {open && (
        <BlockForm
          key={open === 'new' ? 'new' : `${open.id} ${open.revision}`}
          block={open === 'new' ? null : open}
          onSaved={(block) => {
            asked.again();
            // What the checkers say of it stands below each text.
            setOpen(Object.values(block.findings).flat().length > 0 ? block : null);
          }}
          onLeave={() => setOpen(null)}
        />
      )}
      <Told asked={asked}>
        <Rows
          label={name}
          rows={asked.data?.data ?? []}
          keyOf={(b) => b.id}
          empty={{ title: word('emptyTitle'), text: word('emptyText') }}
          columns={[...columns, ...(may ? [act] : [])]}
        />
      </Told>
    </Page>
  );
};
export default BlockList;
