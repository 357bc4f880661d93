using Amazon.CDK;
using Amazon.CDK.AWS.CloudFront;
using Amazon.CDK.AWS.CloudFront.Origins;
using Amazon.CDK.AWS.S3;
using CdkFailoverDistribution;

var app = new App();
Validations.Of(app).AddPlugins(new FailoverRules());
var region = System.Environment.GetEnvironmentVariable("CDK_DEFAULT_REGION") ?? "eu-west-1";
var stack = new Stack(app, "Languages", new StackProps { Env = new Environment { Region = region } });

var content = new Bucket(stack, "Content", new BucketProps { Versioned = true });
var site = new FailoverDistribution(stack, "Site", new FailoverDistributionProps
{
    PrimaryOrigin = S3BucketOrigin.WithOriginAccessControl(content),
    SecondaryOrigin = new HttpOrigin("standby.example.com"),
    ErrorRewrite = ErrorRewrite.KeepStatus(
        ErrorPage.FromString("<h1>Back soon</h1>"),
        new KeepStatusOptions { RetryAfter = Duration.Minutes(2) }),
});
site.AddFailoverBehavior("images/*", new FailoverBehaviorOptions { ViewerProtocolPolicy = ViewerProtocolPolicy.HTTPS_ONLY });

// A distribution that stays a Distribution.
var shop = new Distribution(stack, "Shop", new DistributionProps
{
    DefaultBehavior = new BehaviorOptions { Origin = new HttpOrigin("shop.example.com") },
});
shop.With(new OriginFailover(new OriginFailoverProps { SecondaryOrigin = new HttpOrigin("standby.example.com") }));

app.Synth();
