package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	failover "github.com/cdk-failover-distribution/cdk-failover-distribution-go/cdkfailoverdistribution"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	awscdk.Validations_Of(app).AddPlugins(failover.NewFailoverRules(nil))
	stack := awscdk.NewStack(app, jsii.String("Languages"), &awscdk.StackProps{
		Env: &awscdk.Environment{Region: jsii.String(region())},
	})

	content := awss3.NewBucket(stack, jsii.String("Content"), &awss3.BucketProps{Versioned: jsii.Bool(true)})
	site := failover.NewFailoverDistribution(stack, jsii.String("Site"), &failover.FailoverDistributionProps{
		PrimaryOrigin:   awscloudfrontorigins.S3BucketOrigin_WithOriginAccessControl(content, nil),
		SecondaryOrigin: awscloudfrontorigins.NewHttpOrigin(jsii.String("standby.example.com"), nil),
		ErrorRewrite: failover.ErrorRewrite_KeepStatus(
			failover.ErrorPage_FromString(jsii.String("<h1>Back soon</h1>"), nil),
			&failover.KeepStatusOptions{RetryAfter: awscdk.Duration_Minutes(jsii.Number(2))},
		),
	})
	site.AddFailoverBehavior(jsii.String("images/*"), &failover.FailoverBehaviorOptions{
		ViewerProtocolPolicy: awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY,
	})

	// A distribution that stays a Distribution.
	shop := awscloudfront.NewDistribution(stack, jsii.String("Shop"), &awscloudfront.DistributionProps{
		DefaultBehavior: &awscloudfront.BehaviorOptions{
			Origin: awscloudfrontorigins.NewHttpOrigin(jsii.String("shop.example.com"), nil),
		},
	})
	shop.With(failover.NewOriginFailover(&failover.OriginFailoverProps{
		SecondaryOrigin: awscloudfrontorigins.NewHttpOrigin(jsii.String("standby.example.com"), nil),
	}))

	app.Synth(nil)
}

func region() string {
	if region, ok := os.LookupEnv("CDK_DEFAULT_REGION"); ok {
		return region
	}
	return "eu-west-1"
}
