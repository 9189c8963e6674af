import './styles/tokens.css';
import './styles/base.css';
import './styles/forms.css';
import './styles/admin.css';
import './admin/admin-app.ts';
