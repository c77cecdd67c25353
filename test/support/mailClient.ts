/** Sends one mail to our entry over real SMTP. */
import nodemailer from 'nodemailer';

/** The line with which the mail was refused, or null when it was taken. */
export const refusalOf = async (
  port: number,
  mail: { from: string; to: string; raw?: string | Buffer },
): Promise<string | null> => {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    await transport.sendMail({ envelope: { from: mail.from, to: [mail.to] }, raw: mail.raw ?? '\r\n' });
    return null;
  } catch (error) {
    return (error as { response?: string }).response ?? (error as Error).message;
  } finally {
    transport.close();
  }
};
