/** Words for codes that the systems report, in Japanese. */
import type { CodeWords } from '../languageWords.ts';

export const codes: CodeWords = {
  procedures: {
    unlisted: 'オンラインで行った手続',
    residence: '在留申請',
    'residence.coe': '在留資格認定証明書交付申請',
    'residence.change': '在留資格変更許可申請',
    'residence.extension': '在留期間更新許可申請',
    'residence.acquisition': '在留資格取得許可申請',
    'residence.permission': '資格外活動許可申請',
    'residence.reentry': '再入国許可申請',
    'residence.work-certificate': '就労資格証明書交付申請',
    declaration: '利用申出',
    report: '定期報告',
    'delivery-method': '受領方法変更申出',
  },
  methods: {
    mail: 'メール',
    post: '郵送',
    counter: '窓口',
  },
  items: {
    phone: '電話番号',
    name: '氏名',
    address: '住所',
    department: '所属部署',
    nationality: '国籍・地域',
  },
  statuses: {
    waiting: '処理待ち',
    submitted: '申請完了',
    examining: '審査中',
    issuing: '発行待ち',
    returned: '返却中',
    completed: '完了',
    'completed-refused': '完了',
  },
  kinds: {
    'resident.activity-organisation': '活動機関に関する届出',
    'resident.contract-organisation': '契約機関に関する届出',
    'resident.spouse': '配偶者に関する届出',
    'organisation.acceptance': '中長期在留者の受入れに関する届出',
  },
};
