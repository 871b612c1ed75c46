# Two-level model of the army data with loadings equal at both levels, by maximum likelihood.
# Usage: Rscript army.R lq2002.csv; prints the version of lavaan, user + system seconds and elapsed seconds of sem().
suppressMessages(library(lavaan))
answers <- read.csv(commandArgs(trailingOnly = TRUE)[1])
items <- list(lead = sprintf("LEAD%02d", 1:11), task = sprintf("TSIG%02d", 1:3), host = sprintf("HOSTIL%02d", 1:5))
factor <- function(name, level) {
  own <- items[[name]]
  labelled <- c(own[1], paste0(name, seq_along(own)[-1], "*", own[-1]))
  paste0(name, level, " =~ ", paste(labelled, collapse = " + "))
}
level <- function(number, letter) {
  paths <- sprintf(c("task%1$s ~ lead%1$s", "host%1$s ~ task%1$s + lead%1$s"), letter)
  c(paste0("level: ", number), vapply(names(items), factor, "", level = letter), paths)
}
model <- paste(c(level(1, "w"), level(2, "b")), collapse = "\n")
used <- system.time(fit <- suppressWarnings(sem(model, data = answers, cluster = "COMPID")))
cat(sprintf("%s %.3f %.3f %.6f\n", packageVersion("lavaan"), used[["user.self"]] + used[["sys.self"]], used[["elapsed"]],
            fitMeasures(fit, "logl")))
