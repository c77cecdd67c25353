/** Nothing is written yet: a bulletin can be begun from a shape in three languages, whose blanks are named until they are filled in. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useLocale } from 'react-admin';
import { shapesEn } from '../../../texts/shapesEn.ts';
import { shapesJa } from '../../../texts/shapesJa.ts';
import type { Form } from '../form.ts';
import { shapeNames, shapes } from './shapes.ts';

const Shapes = ({ onTake }: { onTake: (texts: Form['texts']) => void }) => {
  const words = useLocale() === 'en' ? shapesEn : shapesJa;
  return (
    <Box component="section" aria-label={words.title}>
      <Typography variant="body2" sx={{ mb: 1 }}>
        {words.says}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        {shapeNames.map((name) => (
          <Button key={name} size="small" variant="outlined" onClick={() => onTake(structuredClone(shapes[name]))}>
            {words[name]}
          </Button>
        ))}
      </Box>
    </Box>
  );
};
export default Shapes;
