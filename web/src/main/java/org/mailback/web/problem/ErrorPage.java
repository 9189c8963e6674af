package org.mailback.web.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers what failed outside JAX-RS, such as an unknown page. */
@WebServlet("/problem")
public class ErrorPage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int known = status == null ? 404 : status;
        var problem = known >= 500 ? internal(request, known) : ProblemMapper.refused(known);
        problem.writeTo(response);
    }

    private static Problem internal(HttpServletRequest request, int status) {
        var failure = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        var unavailable = failure == null ? null : ProblemMapper.unavailable(failure);
        return unavailable == null ? Problem.of(status, "internal", "Something went wrong inside.") : unavailable;
    }
}
