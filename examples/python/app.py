import os

from aws_cdk import App, Duration, Environment, Stack, Validations
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from cdk_failover_distribution import (
    ErrorPage,
    ErrorRewrite,
    FailoverDistribution,
    FailoverRules,
    OriginFailover,
)

app = App()
Validations.of(app).add_plugins(FailoverRules())
region = os.environ.get("CDK_DEFAULT_REGION", "eu-west-1")
stack = Stack(app, "Languages", env=Environment(region=region))

content = s3.Bucket(stack, "Content", versioned=True)
site = FailoverDistribution(
    stack,
    "Site",
    primary_origin=origins.S3BucketOrigin.with_origin_access_control(content),
    secondary_origin=origins.HttpOrigin("standby.example.com"),
    error_rewrite=ErrorRewrite.keep_status(
        ErrorPage.from_string("<h1>Back soon</h1>"), retry_after=Duration.minutes(2)
    ),
)
site.add_failover_behavior(
    "images/*", viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY
)

# A distribution that stays a Distribution. `with` is a keyword of Python: there, the method of every construct is `with_`.
shop = cloudfront.Distribution(
    stack,
    "Shop",
    default_behavior=cloudfront.BehaviorOptions(origin=origins.HttpOrigin("shop.example.com")),
)
shop.with_(OriginFailover(secondary_origin=origins.HttpOrigin("standby.example.com")))

app.synth()
