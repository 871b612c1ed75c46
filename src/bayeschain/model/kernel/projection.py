"""The exact projection of a construct's items onto one number, a team or a survey at a time."""

import math

from bayeschain.model.kernel.inlining import inlined


@inlined
def project(s, x, h, c):
    """Weights that project the items of construct c on it, item k having variance x.noise[k].

    Returns the log of the product of the variances and the information; the information a goes to h.information, and
    x.noise becomes the inverse variances.
    """
    information, product, logs = 0.0, 1.0, 0.0
    for k in range(s.first[c], s.first[c + 1]):
        inverse = 1.0 / x.noise[k]
        product *= x.noise[k]
        if product > 1e200 or product < 1e-200:
            logs += math.log(product)
            product = 1.0
        x.weight[k] = x.lam[k] * inverse
        information += x.lam[k] * x.weight[k]
        x.noise[k] = inverse
    unit = 1.0 / information
    for k in range(s.first[c], s.first[c + 1]):
        x.weight[k] *= unit
    h.information[c] = information
    return logs + math.log(product) + math.log(information)


@inlined
def project_back(s, x, g, h, c, d_information, count, n, with_bias):
    """From gradients to weights and information to loadings and variances; x.noise holds inverse variances."""
    A = h.information[c]
    for k in range(s.first[c], s.first[c + 1]):
        d_information -= g.weight[k] * x.weight[k] / A
    for k in range(s.first[c], s.first[c + 1]):
        inverse = x.noise[k]
        g.lam[k] += inverse * (g.weight[k] / A + 2.0 * d_information * x.lam[k])
        share = x.lam[k] * inverse
        d_noise = (
            0.5 * inverse * (x.squares[k] * inverse - count)
            - g.weight[k] * x.weight[k] * inverse
            - d_information * share * share
        )
        g.theta[k] += d_noise / n
        if with_bias:
            g.theta_b[k] += d_noise
