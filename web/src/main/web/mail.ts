import './styles/tokens.css';
import './styles/base.css';
import './styles/mail.css';
import './mail/mail-app.ts';
