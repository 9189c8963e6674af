import './styles/tokens.css';
import './styles/base.css';
import './styles/forms.css';
import './styles/reading.css';
import './styles/mail.css';
import './mail/mail-app.ts';
