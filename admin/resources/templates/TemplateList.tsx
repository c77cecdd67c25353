/** Texts that staff write for the application systems: which version is sent, and which waits to be. */
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { TemplateLine } from '../../../server/contract/console/templates.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { useKept } from '../../parts/kept.ts';
import { Listed } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';

export const StateWords = ({ line }: { line: TemplateLine }) => {
  const translate = useTranslate();
  if (line.archived) return <Chip size="small" label={translate('fb.template.archived')} />;
  return (
    <>
      {line.sent !== null && (
        <Chip size="small" color="success" label={translate('fb.template.sent', { n: line.sent })} sx={{ mr: 1 }} />
      )}
      {line.draft !== null && (
        <Chip size="small" variant="outlined" label={translate('fb.template.draft', { n: line.draft })} />
      )}
    </>
  );
};

const TemplateList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const [archived, setArchived] = useKept('archived', ['yes']);
  const write = permissions.includes('template.write') && (
    <Button component={Link} to="/templates/create" variant="contained">
      {translate('fb.template.create')}
    </Button>
  );
  const title = translate('resources.templates.name', { smart_count: 2 });
  return (
    <Page title={title} intro={translate('fb.template.intro')} actions={write}>
      <FormControlLabel
        control={<Switch checked={archived === 'yes'} onChange={(e) => setArchived(e.target.checked ? 'yes' : '')} />}
        label={translate('fb.template.withArchived')}
      />
      <Listed
        path="/templates"
        filter={{ archived: archived || 'no' }}
        perPage={100}
        label={title}
        to={(t) => `/templates/${t.id}`}
        empty={{ title: translate('fb.template.none'), text: translate('fb.template.noneText'), go: write }}
        columns={[
          { name: 'name', label: translate('fb.template.name'), show: (t) => t.name, sort: true },
          { name: 'system', label: translate('fb.case.system'), show: (t) => t.system, sort: true },
          {
            name: 'language',
            label: translate('fb.reader.language'),
            show: (t) => translate(`fb.language.${t.language}`),
          },
          { name: 'state', label: translate('fb.bulletin.state'), show: (t) => <StateWords line={t} /> },
          {
            name: 'changedAt',
            sort: true,
            label: translate('fb.bulletin.changedAt'),
            show: (t) => moment(t.changedAt, locale),
          },
        ]}
      />
    </Page>
  );
};
export default TemplateList;
