/** The search box on top: an exact address, a reference or a mail number. `/` leads to it. */
import SearchIcon from '@mui/icons-material/Search';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';

export const SEARCH_ID = 'fb-search';

export const SearchBox = () => {
  const translate = useTranslate();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    // The text stays out of the address: it may be somebody's email address.
    navigate('/find', { state: { text: text.trim() } });
    setText('');
  };
  return (
    <search style={{ flexGrow: 1, minWidth: 0, maxWidth: 560 }}>
      <form onSubmit={submit}>
        <TextField
          id={SEARCH_ID}
          size="small"
          fullWidth
          margin="none"
          placeholder={translate('fb.find.label')}
          value={text}
          onChange={(e) => setText(e.target.value)}
          sx={{ bgcolor: 'background.paper', borderRadius: 1, '& .MuiInputBase-root': { minHeight: 44 } }}
          slotProps={{
            htmlInput: { 'aria-label': translate('fb.find.label'), autoComplete: 'off', enterKeyHint: 'search' },
            input: {
              startAdornment: (
                <InputAdornment position="start">
                  <SearchIcon />
                </InputAdornment>
              ),
            },
          }}
        />
      </form>
    </search>
  );
};
