# Two-level CFA of two constructs with skipped items, maximum likelihood from all answers given.
#
# Usage: Rscript lavaan_missing.R ANSWERS.csv OUT.csv
# ANSWERS has the columns team, a1, a2, a3, b1, b2, b3. Loadings are equal at both levels and there is no residual
# variance between teams, as in bayeschain with item_bias = 0.

suppressMessages(library(lavaan))
arguments <- commandArgs(trailingOnly = TRUE)
answers <- read.csv(arguments[1])
model <- "
level: 1
  Aw =~ 1*a1 + l2*a2 + l3*a3
  Bw =~ 1*b1 + m2*b2 + m3*b3
  Aw ~~ Bw
level: 2
  Ab =~ 1*a1 + l2*a2 + l3*a3
  Bb =~ 1*b1 + m2*b2 + m3*b3
  Bb ~ Ab
  a1 ~~ 0*a1
  a2 ~~ 0*a2
  a3 ~~ 0*a3
  b1 ~~ 0*b1
  b2 ~~ 0*b2
  b3 ~~ 0*b3
"
fit <- sem(model, data = answers, cluster = "team", missing = "ml")
found <- parameterEstimates(fit)[, c("lhs", "op", "rhs", "level", "est")]
found <- rbind(found, data.frame(lhs = "logl", op = "", rhs = "", level = 0, est = as.numeric(logLik(fit))))
found <- rbind(found, data.frame(lhs = "converged", op = "", rhs = "", level = 0,
                                 est = as.numeric(lavInspect(fit, "converged"))))
options(digits = 15)
write.csv(found, arguments[2], row.names = FALSE)
