# One door for all that is reached from outside. It ends TLS with the certificate of AWS and hands every connection, with the visitor's own
# address, to the ingress controller in the cluster, which knows from the chart where a name leads. It counts connections and not
# requests: a region holds millions of streams that are silent most of the time.
locals {
  ingress_port        = 8080
  ingress_health_port = 1042
}

resource "aws_lb" "this" {
  region             = var.aws_region
  name               = local.name
  load_balancer_type = "network"
  internal           = false
  security_groups    = [aws_security_group.balancer.id]
  subnets            = [for subnet in aws_subnet.public : subnet.id]

  # A zone whose ingress is gone is served by the other two.
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = var.is_protected
  tags                             = local.tags
}

resource "aws_lb_target_group" "ingress" {
  region             = var.aws_region
  name               = local.name
  vpc_id             = aws_vpc.this.id
  target_type        = "ip"
  protocol           = "TCP"
  port               = local.ingress_port
  preserve_client_ip = "true"
  tags               = local.tags

  # Above the twenty seconds over which a gateway closes its readers.
  deregistration_delay   = "60"
  connection_termination = true

  health_check {
    protocol            = "HTTP"
    path                = "/healthz"
    port                = tostring(local.ingress_health_port)
    interval            = 5
    timeout             = 3
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

# By TLS alone: the CDNs and the clients of the API ask for nothing else, and a visitor who does is answered by a CDN.
resource "aws_lb_listener" "https" {
  region            = var.aws_region
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "TLS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  alpn_policy       = "HTTP2Preferred"
  certificate_arn   = var.certificate_arn
  tags              = local.tags

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.ingress.arn
  }
}
