package io.frontdesk.access.guard;

import io.frontdesk.access.Open;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/// Answers what failed before or after any handler: the server's own refusals.
@Controller
class ErrorPages implements ErrorController {
  private final Answers answers;
  private final Failures failures;

  ErrorPages(Answers answers, Failures failures) {
    this.answers = answers;
    this.failures = failures;
  }

  @Open("tells what went wrong, to anyone")
  @RequestMapping("/error")
  Object error(HttpServletRequest request, HttpServletResponse response) {
    var status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : 404;
    var trouble =
        request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure
            ? failures.judge(failure, request)
            : Trouble.of(HttpStatusCode.valueOf(status));
    return answers.give(request, response, trouble);
  }
}
