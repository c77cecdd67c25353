/** Words of the pages in Vietnamese; what is not translated yet stays English. */
import { words as en } from '../../../server/languages/en/words.ts';
import type { LanguageWords } from '../../../server/languages/languageWords.ts';

export const words: LanguageWords = {
  codes: { ...en.codes, methods: { mail: 'Thư điện tử', post: 'Bưu điện', counter: 'Quầy' } },
  pages: {
    ...en.pages,
    name: 'Tiếng Việt',
    skip: 'Đến nội dung chính',
    back: 'Quay lại',
    languages: 'Ngôn ngữ',
    buttons: { ...en.pages.buttons, accept: 'Tôi đồng ý', register: 'Đăng ký' },
  },
};
